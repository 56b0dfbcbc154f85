/** Two lists, paired by key. Order: as in `wanted`, then what is only in `actual`, as there. */
export interface Matched<Actual, Wanted> {
  readonly both: readonly (readonly [actual: Actual, wanted: Wanted])[];
  readonly onlyWanted: readonly Wanted[];
  readonly onlyActual: readonly Actual[];
}

/** The one way in which this room pairs things. */
export function matchByName<Actual, Wanted>(
  actual: readonly Actual[],
  wanted: readonly Wanted[],
  keyOf: (item: Actual | Wanted) => string,
): Matched<Actual, Wanted> {
  const remaining = new Map(actual.map((item) => [keyOf(item), item]));
  const both: (readonly [Actual, Wanted])[] = [];
  const onlyWanted: Wanted[] = [];
  for (const item of wanted) {
    const key = keyOf(item);
    const found = remaining.get(key);
    if (found === undefined) {
      onlyWanted.push(item);
    } else {
      both.push([found, item]);
      remaining.delete(key);
    }
  }
  return { both, onlyWanted, onlyActual: [...remaining.values()] };
}
