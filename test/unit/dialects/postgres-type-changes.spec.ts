import { describe, expect, it } from '@jest/globals';
import { postgresTypeChange } from '../../../lib/dialects/postgres/postgres.type-changes.js';
import { canonicalType, enumColumnType, postgresSpelling } from '../../../lib/dialects/postgres/postgres.types.js';
import type { ColumnType } from '../../../lib/schema/database-schema.js';

const typed = (type: string): ColumnType => {
  const match = /^enum (\w+)(\[\])?$/.exec(type);
  return match ? enumColumnType({ schema: 'public', name: match[1] ?? '' }, match[2] ? 1 : 0) : canonicalType(type);
};
const column = (type: string) => ({ name: 'c', type: typed(type), nullable: true });
const change = (from: string, to: string, utc = true) => postgresTypeChange(column(from), column(to), { utc }).verdict;

describe('postgresTypeChange', () => {
  const safe = [
    ['varchar(10)', 'varchar(20)'],
    ['varchar(10)', 'varchar'],
    ['varchar(10)', 'text'],
    ['text', 'varchar'],
    ['numeric(10,2)', 'numeric(12,2)'],
    ['numeric(10,2)', 'numeric'],
    ['timestamp(3)', 'timestamp(6)'],
    ['timestamptz(0)', 'timestamptz'],
    ['time(3)', 'time'],
    ['interval(2)', 'interval(4)'],
    ['timestamp', 'timestamptz'],
    ['timestamptz', 'timestamp'],
    ['cidr', 'inet'],
    ['bit varying(5)', 'bit varying(9)'],
  ] as const;
  it.each(safe)('%s to %s is safe', (from, to) => expect(change(from, to)).toBe('safe'));

  const rewrites = [
    ['smallint', 'integer'],
    ['smallint', 'bigint'],
    ['integer', 'bigint'],
    ['real', 'double precision'],
    ['integer', 'double precision'],
    ['integer', 'numeric'],
    ['integer', 'numeric(12,2)'],
    ['numeric(10,2)', 'numeric(14,4)'],
    ['json', 'jsonb'],
    ['char(3)', 'char(5)'],
    ['date', 'timestamp'],
    ['varchar(10)[]', 'varchar(20)[]'],
    ['integer[]', 'bigint[]'],
  ] as const;
  it.each(rewrites)('%s to %s is safe, and rewrites the table', (from, to) =>
    expect(change(from, to)).toBe('safe-rewrite'),
  );

  const narrowing = [
    ['varchar(20)', 'varchar(10)'],
    ['text', 'varchar(10)'],
    ['varchar', 'varchar(10)'],
    ['varchar(10)', 'char(10)'],
    ['char(10)', 'text'],
    ['bigint', 'integer'],
    ['bigint', 'double precision'],
    ['integer', 'real'],
    ['integer', 'numeric(10,2)'],
    ['double precision', 'numeric'],
    ['numeric(10,4)', 'numeric(10,1)'],
    ['numeric', 'numeric(10,2)'],
    ['numeric(10,2)', 'numeric(10,4)'],
    ['timestamptz', 'timestamptz(3)'],
    ['timestamptz(6)', 'timestamp(3)'],
    ['timestamptz', 'date'],
    ['inet', 'cidr'],
    ['jsonb', 'json'],
    ['integer', 'text'],
    ['enum e', 'text'],
    ['bit(3)', 'bit(5)'],
    ['bigint[]', 'integer[]'],
    ['positive', 'integer'],
  ] as const;
  it.each(narrowing)('P19: %s to %s is narrowing', (from, to) => expect(change(from, to)).toBe('narrowing'));

  const conversions = [
    ['text', 'integer'],
    ['varchar(36)', 'uuid'],
    ['text', 'jsonb'],
    ['text', 'boolean'],
    ['integer', 'boolean'],
    ['boolean', 'integer'],
    ['integer', 'uuid'],
    ['integer', 'timestamptz'],
    ['text', 'text[]'],
    ['text[]', 'text'],
    ['text', 'enum e'],
    ['enum e', 'enum f'],
    ['enum e', 'enum e[]'],
    ['enum e', 'integer'],
  ] as const;
  it.each(conversions)('P20: %s to %s needs a conversion', (from, to) =>
    expect(change(from, to)).toBe('needs-conversion'),
  );

  it.each([
    ['text', 'citext'],
    ['citext', 'text'],
  ] as const)('%s to %s is safe where no index is', (from, to) => {
    expect(change(from, to)).toBe('safe-unless-indexed');
  });

  it('moments shift where the session is not UTC', () => {
    expect(change('timestamp', 'timestamptz', false)).toBe('narrowing');
    expect(change('timestamptz', 'timestamp', false)).toBe('narrowing');
    expect(change('date', 'timestamptz', false)).toBe('narrowing');
    expect(postgresTypeChange(column('timestamp'), column('timestamptz')).verdict).toBe('narrowing');
  });

  it('says why', () => {
    const verdict = postgresTypeChange(column('varchar(20)'), column('varchar(10)'));
    expect(verdict).toMatchObject({ because: expect.stringContaining('longer values are rejected') });
  });
});

describe('canReference', () => {
  const { canReference } = postgresSpelling();
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['integer', 'bigint', true],
    ['bigint', 'smallint', true],
    ['integer', 'numeric', true],
    ['numeric', 'integer', false],
    ['integer', 'uuid', false],
    ['uuid', 'text', false],
    ['varchar(10)', 'text', true],
    ['date', 'timestamptz', true],
    ['enum e', 'enum e', true],
    ['enum e', 'enum f', false],
    ['enum e', 'text', false],
    ['integer[]', 'integer', false],
    ['positive', 'integer', true],
    ['inet', 'text', false],
  ];
  it.each(cases)('P58: %s to %s: %s', (from, to, expected) =>
    expect(canReference(typed(from), typed(to))).toBe(expected),
  );
});
