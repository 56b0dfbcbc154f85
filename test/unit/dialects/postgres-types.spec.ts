import { describe, expect, it } from '@jest/globals';
import {
  canonicalDefault,
  canonicalExpression,
  canonicalType,
  enumColumnType,
  postgresSpelling,
} from '../../../lib/dialects/postgres/postgres.types.js';

describe('canonicalType', () => {
  const known: readonly (readonly [string, string])[] = [
    ['VARCHAR(255)', 'character varying(255)'],
    ['varchar', 'character varying'],
    ['character  varying ( 10 )', 'character varying(10)'],
    ['national character varying(3)', 'character varying(3)'],
    ['CHAR(5)', 'character(5)'],
    ['char', 'character(1)'],
    ['"char"', '"char"'],
    ['bpchar', 'bpchar'],
    ['INT', 'integer'],
    ['int8', 'bigint'],
    ['pg_catalog.int4', 'integer'],
    ['SERIAL', 'integer'],
    ['bigserial', 'bigint'],
    ['FLOAT', 'double precision'],
    ['float(24)', 'real'],
    ['float(25)', 'double precision'],
    ['DECIMAL(10)', 'numeric(10,0)'],
    ['DECIMAL(10, 2)', 'numeric(10,2)'],
    ['BOOL', 'boolean'],
    ['TIMESTAMP', 'timestamp without time zone'],
    ['TIMESTAMP WITH TIME ZONE', 'timestamp with time zone'],
    ['timestamptz(3)', 'timestamp(3) with time zone'],
    ['timestamp(3) without time zone', 'timestamp(3) without time zone'],
    ['timetz', 'time with time zone'],
    ['interval', 'interval'],
    ['INTERVAL DAY TO SECOND(3)', 'interval day to second(3)'],
    ['interval(2)', 'interval(2)'],
    ['bit', 'bit(1)'],
    ['"bit"', '"bit"'],
    ['varbit(5)', 'bit varying(5)'],
    ['VARCHAR(10)[]', 'character varying(10)[]'],
    ['integer array', 'integer[]'],
    ['int[3][]', 'integer[]'],
    ['public.CITEXT', 'citext'],
    ['extensions.vector(3)', 'vector(3)'],
    ['GEOMETRY(POINT,4326)', 'geometry(point,4326)'],
    ['geometry(Point,0)', 'geometry(point)'],
    ['GEOGRAPHY(POINT)', 'geography(point,4326)'],
    ['TEXT COLLATE "C" NOT NULL', 'text'],
  ];
  it.each(known)('%s', (text, expected) => {
    expect(canonicalType(text)).toMatchObject({ text: expected, recognised: true });
    expect(canonicalType(expected).text).toBe(expected);
  });

  const unknown: readonly (readonly [string, string])[] = [
    ['Positive_Int', 'positive_int'],
    ['"Positive"', '"Positive"'],
    ['shop."Money Type"[]', 'shop."Money Type"[]'],
    ['tinyint(1)', 'tinyint(1)'],
    ['two words', 'two words'],
    ["enum('a'", "enum('a'"],
  ];
  it.each(unknown)('P57: passes on %s', (text, expected) => {
    expect(canonicalType(text)).toMatchObject({ text: expected, recognised: false });
  });

  it('counts dimensions and names extensions', () => {
    expect(canonicalType('int[][]').dimensions).toBe(2);
    expect(canonicalType('hstore').extension).toBe('hstore');
    expect(canonicalType('geography').extension).toBe('postgis');
    expect(canonicalType('text').extension).toBeUndefined();
  });

  it('names enum types with their schema, quoted where the server quotes', () => {
    expect(enumColumnType({ schema: 'public', name: 'enum_Users_role' }, 1).text).toBe('public."enum_Users_role"[]');
    expect(enumColumnType({ schema: 'user', name: 'enum_users_role' }, 0).text).toBe('"user".enum_users_role');
  });
});

describe('canonicalDefault', () => {
  /** As Sequelize writes it, as the server prints it, and what both are. */
  const values: readonly (readonly [type: string, written: string, printed: string, canonical: string])[] = [
    ['varchar(255)', "'a;b''c'", "'a;b''c'::character varying", "'a;b''c'"],
    ['text', "'a\\b'", "'a\\b'::text", "'a\\b'"],
    ['text', "E'a\\nb'", "'a\nb'::text", "'a\nb'"],
    ['text', '5', '5', "'5'"],
    ['char(5)', "'a'", "'a'::bpchar", "'a'"],
    ['integer', "'-1'", "'-1'::integer", '-1'],
    ['integer', '-1', '(-1)', '-1'],
    ['bigint', '-5', "'-5'::integer", '-5'],
    ['bigint', "'9007199254740993'", "'9007199254740993'::bigint", '9007199254740993'],
    ['numeric(10,2)', "'0.00'", '0.00', '0'],
    ['numeric', '-1.50', "'-1.5'::numeric", '-1.5'],
    ['double precision', "'1.5'", "'1.5'::double precision", '1.5'],
    ['real', "'1e-7'", "'1e-07'::real", '1e-7'],
    ['double precision', "'Infinity'", "'Infinity'::double precision", "'infinity'"],
    ['boolean', "'f'", 'false', 'false'],
    [
      'uuid',
      "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
      "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid",
      "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
    ],
    ['jsonb', `'{"b":1,"a":[1, 2]}'`, `'{"a": [1, 2], "b": 1}'::jsonb`, `'{"a":[1,2],"b":1}'`],
    ['date', "'2020-01-01'", "'2020-01-01'::date", "'2020-01-01'"],
    ['time', "'10:00'", "'10:00:00'::time without time zone", "'10:00:00'"],
    [
      'timestamptz',
      "'2020-01-01 00:00:00.500 +00:00'",
      "'2020-01-01 02:00:00.5+02'::timestamp with time zone",
      "'2020-01-01 00:00:00.5+00'",
    ],
    [
      'timestamp',
      "'2020-01-01T00:00:00'",
      "'2020-01-01 00:00:00'::timestamp without time zone",
      "'2020-01-01 00:00:00'",
    ],
    ['bytea', "E'\\\\x6162'", "'\\x6162'::bytea", "'\\x6162'"],
    ['bit(3)', "B'101'", `'101'::"bit"`, "'101'"],
    ['hstore', `'"a"=>"b"'`, `'"a"=>"b"'::hstore`, `'"a"=>"b"'`],
    ['text[]', "ARRAY['a','b c']::TEXT[]", "ARRAY['a'::text, 'b c'::text]", `'{a,"b c"}'`],
    ['varchar(255)[]', 'ARRAY[]::VARCHAR(255)[]', '(ARRAY[]::character varying[])::character varying(255)[]', "'{}'"],
    ['integer[]', 'ARRAY[1,2]::INTEGER[]', "'{1,2}'::integer[]", "'{1,2}'"],
    [
      'text[]',
      `'{"a",NULL,"NULL",""}'`,
      "ARRAY['a'::text, NULL::text, 'NULL'::text, ''::text]",
      `'{a,NULL,"NULL",""}'`,
    ],
    ['jsonb[]', `ARRAY['{"a":1}']::JSONB[]`, `ARRAY['{"a": 1}'::jsonb]`, `'{"{\\"a\\":1}"}'`],
    ['integer[]', 'ARRAY[ARRAY[1]::INTEGER[]]::INTEGER[][]', 'ARRAY[ARRAY[1]]', "'{{1}}'"],
  ];
  it.each(values)('P41: %s: %s is %s', (type, written, printed, canonical) => {
    const [left, right] = [written, printed].map((sql) => canonicalDefault(sql, canonicalType(type)));
    expect(left).toEqual({ sql: canonical, kind: 'value' });
    expect(right).toEqual(left);
  });

  const different: readonly (readonly [type: string, left: string, right: string])[] = [
    ['text', "'a'", "'A'"],
    ['text', "''", "' '"],
    ['integer', '1', '-1'],
    ['numeric', '1.5', '1.05'],
    ['varchar(2)', "'abc'", "'abc'::varchar(2)"],
    ['integer', "'1.5'::numeric", "'1'"],
    ['jsonb', '\'{"a":1}\'', '\'{"a":"1"}\''],
    ['jsonb', '\'{"a":12345678901234567890}\'', '\'{"a":12345678901234567891}\''],
    ['text[]', "'{a,b}'", `'{"a,b"}'`],
    ['text[]', "'{NULL}'", `'{"NULL"}'`],
    ['timestamptz', "'2020-01-01 00:00:00'", "'2020-01-01 00:00:00+00'"],
  ];
  it.each(different)('%s: %s is not %s', (type, left, right) => {
    const of = (sql: string) => canonicalDefault(sql, canonicalType(type))?.sql;
    expect(of(left)).not.toBe(of(right));
  });

  const expressions: readonly (readonly [string, string, string])[] = [
    ['date', "('now'::text)::date", "('now'::text)::date"],
    ['timestamptz', 'NOW( )', 'now()'],
    ['timestamptz', 'CURRENT_TIMESTAMP', 'current_timestamp'],
    ['text', "'x' || upper('Y')", "'x' || upper('Y')"],
    ['integer', '1+1', '1 + 1'],
    ['integer', '1.5', '1.5'],
    ['uuid', 'uuid_generate_v4()', 'uuid_generate_v4()'],
  ];
  it.each(expressions)('%s: %s is an expression', (type, sql, expected) => {
    expect(canonicalDefault(sql, canonicalType(type))).toEqual({ sql: expected, kind: 'expression' });
  });

  it.each(['NULL', 'null', 'NULL::character varying', '(NULL)::text'])('P56: %s is no default', (sql) => {
    expect(canonicalDefault(sql, canonicalType('text'))).toBeNull();
  });

  it('keeps what Sequelize wrote, to create exactly that', () => {
    const { defaultValue } = postgresSpelling();
    expect(defaultValue("'0.00'", 'value', canonicalType('numeric'))).toEqual({
      sql: '0',
      kind: 'value',
      asWritten: "'0.00'",
    });
    expect(defaultValue("'a'", 'value', canonicalType('text'))).toEqual({ sql: "'a'", kind: 'value' });
  });

  it('strips the casts of enums, wherever they live', () => {
    const type = enumColumnType({ schema: 'public', name: 'enum_A_b' }, 0);
    for (const sql of [`'x'`, `'x'::"enum_A_b"`, `'x'::public."enum_A_b"`, `'x'::text::"enum_A_b"`]) {
      expect(canonicalDefault(sql, type)).toEqual({ sql: "'x'", kind: 'value' });
    }
    expect(canonicalDefault(`ARRAY['x'::"enum_A_b"]`, enumColumnType(type.enum, 1))?.sql).toBe("'{x}'");
  });
});

describe('canonicalExpression', () => {
  const same: readonly (readonly [string, string])[] = [
    ['"deleted_at" IS NULL', '(deleted_at IS NULL)'],
    ['"order" = 1', '("order" = 1)'],
    ['LOWER("email")', 'lower(email)'],
    ["status  IN ('a','b')", "(status in ('a', 'b'))"],
    ["(meta->>'kind')", "((meta ->> 'kind'))"],
    ['a /* why */ > 1 -- so', 'a > 1'],
  ];
  it.each(same)('%s is %s', (left, right) => expect(canonicalExpression(left)).toBe(canonicalExpression(right)));

  const different: readonly (readonly [string, string])[] = [
    ['"Email" = 1', 'email = 1'],
    ["a = 'X'", "a = 'x'"],
    ['(a) or (b)', 'a) or (b'],
    ['"a b"', 'a b'],
    ['a - b', 'a -b - c'],
  ];
  it.each(different)('%s is not %s', (left, right) =>
    expect(canonicalExpression(left)).not.toBe(canonicalExpression(right)),
  );

  it.each(["'open", '"open', '\\'])('leaves alone what is no SQL: %s', (sql) =>
    expect(canonicalExpression(sql)).toBe(sql),
  );
});

describe('names', () => {
  it('P31: cuts to 63 bytes without splitting a character', () => {
    const { identifier } = postgresSpelling();
    expect(identifier('a'.repeat(70))).toBe('a'.repeat(63));
    expect(identifier('ä'.repeat(40))).toBe('ä'.repeat(31));
    expect(identifier('𝄞'.repeat(20))).toBe('𝄞'.repeat(15));
    expect(identifier('a"b')).toBe('ab');
    expect(identifier('Aa')).toBe('Aa');
  });

  it('folds what Sequelize does not quote', () => {
    const { identifier, enumType } = postgresSpelling({ quoteIdentifiers: false });
    expect(['UserId', 'Order', 'a.B', 'ÄB'].map(identifier)).toEqual(['userid', 'Order', 'a.B', 'Äb']);
    expect(enumType({ tableName: 'Users' }, 'Role', { values: ['a'], dimensions: 0 }).enum?.name).toBe(
      'enum_Users_Role',
    );
  });

  it('joins the name of an enum type before it cuts it', () => {
    const { enumType } = postgresSpelling();
    const type = enumType({ schema: 's', tableName: 't'.repeat(70) }, 'c', { values: ['a'], dimensions: 0 });
    expect(type.enum?.name).toBe(`enum_${'t'.repeat(58)}`);
  });
});
