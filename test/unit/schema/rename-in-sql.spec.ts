import { describe, expect, it } from '@jest/globals';
import { renameInSql } from '../../../lib/schema/rename-in-sql.js';

const postgres = {
  quote: (name: string) => `"${name}"`,
  fold: (name: string) => name,
  canonical: (sql: string) => sql,
};
const mysql = {
  quote: (name: string) => `\`${name}\``,
  fold: (name: string) => name.toLowerCase(),
  canonical: (sql: string) => sql,
};

describe('a column under another name in an expression', () => {
  it.each([
    ['lower(old)', 'lower("new")'],
    ['"old" > 0', '"new" > 0'],
    [`old <> 'old' AND note = 'it''s old'`, `"new" <> 'old' AND note = 'it''s old'`],
    ['old(x)', 'old(x)'],
    ['x::old', 'x::old'],
    ['CAST(x AS old)', 'CAST(x AS old)'],
    ['things.old + older', 'things."new" + older'],
    ['"Old" > old', '"Old" > "new"'],
    ['nothing of it', 'nothing of it'],
  ])('%s', (sql, expected) => {
    expect(renameInSql(sql, 'old', 'new', postgres)).toBe(expected);
  });

  it('where names fold', () => {
    expect(renameInSql('`OLD` > 1 or old is null', 'Old', 'new', mysql)).toBe('`new` > 1 or `new` is null');
  });
});
