/** The little that SQLite tells of a table in its text alone. */

/** The same text, of the same length, with everything in quotes and every comment made of `_`. */
export function maskQuoted(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?\*\//g, (found) =>
    '_'.repeat(found.length),
  );
}

/** What stands in the brackets that `opening` ends with, in order; white space outside of quotes as one blank. */
export function bodiesAfter(sql: string, opening: RegExp): string[] {
  const masked = maskQuoted(sql);
  return [...masked.matchAll(opening)].map((found) => {
    const start = found.index + found[0].length;
    let depth = 1;
    let end = start;
    while (end < masked.length && depth > 0) {
      if (masked[end] === '(') depth += 1;
      if (masked[end] === ')') depth -= 1;
      end += 1;
    }
    return withSingleBlanks(sql.slice(start, end - 1));
  });
}

export function withSingleBlanks(sql: string): string {
  const masked = maskQuoted(sql);
  let result = '';
  for (let index = 0; index < sql.length; index += 1) {
    const isBlank = /\s/.test(masked[index] ?? '');
    if (!isBlank) result += sql[index];
    else if (!result.endsWith(' ')) result += ' ';
  }
  return result.trim();
}
