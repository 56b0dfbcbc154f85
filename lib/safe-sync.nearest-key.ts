/** The known key that takes the fewest edits to reach, at most `within`; the first of equals. Case counts little. */
export function nearestKey(key: string, known: readonly string[], within = Infinity): string | undefined {
  let best: { readonly key: string; readonly edits: number } | undefined;
  for (const candidate of known) {
    const edits = editsBetween(key.toLowerCase(), candidate.toLowerCase());
    if (edits <= within && (best === undefined || edits < best.edits)) best = { key: candidate, edits };
  }
  return best?.key;
}

/** Levenshtein's distance, one row at a time. */
function editsBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
