import type { DatabaseSchema, QualifiedName, Table } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { AddEnumValue, AdditiveChange } from './change.js';
import { enumValueStill } from './still-enforces.js';
import { type Difference, nameOf } from './difference.js';

/**
 * The type of a column is found by the column, never by guessing its name: a type that was made by hand, or under an
 * older table name, is still the column's type. New columns use the type that the models name.
 */
export function compareEnums(
  actual: DatabaseSchema,
  wanted: DatabaseSchema,
  tables: readonly (readonly [actual: Table, wanted: Table])[],
): Difference {
  const found = new Map(actual.enums.map((type) => [keyOf(type), type]));
  const behind = new Map<string, QualifiedName>();
  for (const [actualTable, wantedTable] of tables) {
    for (const [from, to] of enumPairs(actualTable, wantedTable)) behind.set(keyOf(to), from);
  }

  const changes: AdditiveChange[] = [];
  const leftovers: Difference['leftovers'][number][] = [];
  for (const type of wanted.enums) {
    const existing = found.get(keyOf(behind.get(keyOf(type)) ?? type));
    if (existing === undefined) {
      changes.push({ kind: 'create-enum', enum: type });
      continue;
    }
    changes.push(
      ...missingValues(existing.values, type.values).map((placed): AddEnumValue => ({
        kind: 'add-enum-value',
        enum: nameOf(existing),
        ...placed,
      })),
    );
    leftovers.push(
      ...existing.values
        .filter((value) => !type.values.includes(value))
        .map((value) => ({
          kind: 'enum-value' as const,
          table: nameOf(existing),
          name: value,
          detail: `a value of ${existing.name}`,
          enforces: enumValueStill,
        })),
    );
  }
  return { changes, leftovers, unknowns: [] };
}

type PlacedValue = Pick<AddEnumValue, 'value' | 'position'>;

function enumPairs(actual: Table, wanted: Table): readonly (readonly [QualifiedName, QualifiedName])[] {
  return wanted.columns.flatMap(({ name, type }) => {
    if (!type.enum) return [];
    const from = actual.columns.find((column) => column.name === name)?.type.enum;
    return from ? [[from, type.enum] as const] : [];
  });
}

/** What is there, with what is wanted besides in its place: no value goes, and none changes its neighbours. */
export function mergeValues(existing: readonly string[], wanted: readonly string[]): readonly string[] {
  const merged = [...existing];
  for (const { value, position } of missingValues(existing, wanted)) {
    const at = position === null ? -1 : merged.indexOf(position.neighbour);
    merged.splice(at + (position?.place === 'before' ? 0 : 1), 0, value);
  }
  return merged;
}

/** Each missing value goes behind the one before it in the model; the first one in front of the first that exists. */
function missingValues(existing: readonly string[], wanted: readonly string[]): readonly PlacedValue[] {
  const known = new Set(existing);
  const changes: PlacedValue[] = [];
  let previous: string | undefined;
  for (const value of wanted) {
    if (!known.has(value)) {
      const first = wanted.find((other) => known.has(other)) ?? existing[0];
      const position =
        previous !== undefined
          ? ({ place: 'after', neighbour: previous } as const)
          : first !== undefined
            ? ({ place: 'before', neighbour: first } as const)
            : null;
      changes.push({ value, position });
      known.add(value);
    }
    previous = value;
  }
  return changes;
}
