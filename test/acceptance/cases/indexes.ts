import { DataTypes, Sequelize } from 'sequelize';
import type { IndexesOptions, ModelAttributes } from 'sequelize';
import { type ModelCase, one } from './model-case.js';

const attributes = (): ModelAttributes => ({
  title: DataTypes.STRING,
  body: DataTypes.TEXT,
  tags: DataTypes.ARRAY(DataTypes.TEXT),
  meta: DataTypes.JSONB,
  data: DataTypes.JSON,
  status: DataTypes.ENUM('draft', 'live'),
  deletedAt: DataTypes.DATE,
  rank: DataTypes.INTEGER,
  price: DataTypes.DECIMAL(10, 2),
  flag: DataTypes.BOOLEAN,
  span: DataTypes.RANGE(DataTypes.DATE),
  day: DataTypes.DATEONLY,
  vector: DataTypes.TSVECTOR,
  address: DataTypes.INET,
  code: DataTypes.CHAR(5),
  numbers: DataTypes.ARRAY(DataTypes.INTEGER),
});

/** What the declared types leave out. */
export type AnyIndex = Omit<IndexesOptions, 'fields' | 'where' | 'using'> & {
  readonly fields: readonly unknown[];
  readonly where?: unknown;
  readonly using?: string;
};

/** One model with these indexes; unnamed ones get a name of the case's own, for names of indexes are one room. */
export function indexed(
  name: string,
  indexes: () => readonly AnyIndex[],
  extensions: readonly string[] = [],
): ModelCase {
  return {
    name,
    extensions,
    define: (sequelize) => {
      const table = name.replace(/[^a-z0-9]+/gi, '_');
      sequelize.define(table, attributes(), {
        indexes: indexes().map((index, position) => ({
          name: `${table.slice(0, 40)}_${position}`,
          ...index,
        })) as IndexesOptions[],
      });
    },
  };
}

const underscoredAttributes = (): ModelAttributes => ({
  firstName: DataTypes.STRING,
  lastName: { type: DataTypes.STRING, field: 'family' },
  isActive: DataTypes.BOOLEAN,
  meta: { type: DataTypes.JSONB, field: 'meta_data' },
});

export const indexCases: readonly ModelCase[] = [
  one(
    'unnamed indexes',
    () => ({ a: DataTypes.STRING, b: DataTypes.INTEGER, cd: { type: DataTypes.STRING, field: 'c_d' } }),
    {
      indexes: [
        { fields: ['a'] },
        { fields: ['a', 'b'] },
        { fields: ['b', 'a'], unique: true },
        { fields: ['c_d'] },
        { fields: [{ name: 'b', order: 'DESC' }] },
        { fields: [Sequelize.fn('lower', Sequelize.col('a')), 'b'] as never, name: 'named_because_of_fn' },
        { unique: true, fields: ['c_d', 'b'] },
        { type: 'UNIQUE', fields: ['c_d', 'a'] },
      ],
    },
  ),
  indexed('index orders', () => [
    { fields: [{ name: 'rank', order: 'ASC' }] },
    { fields: [{ name: 'rank', order: 'DESC' }] },
    { fields: [{ name: 'rank', order: 'desc' }] },
    { fields: [{ name: 'rank', order: 'DESC NULLS LAST' }] },
    { fields: [{ name: 'rank', order: 'ASC NULLS FIRST' }] },
    { fields: [{ name: 'rank', order: 'DESC NULLS FIRST' }, 'title'] },
    { fields: [{ attribute: 'rank', order: 'DESC' }] },
    { fields: ['title', { name: 'rank', order: 'DESC' }, 'price'] },
    { fields: [{ name: 'title', collate: 'C' }] },
    { fields: [{ name: 'title', collate: 'C', order: 'DESC', operator: 'varchar_pattern_ops' }] },
    { fields: [{ name: 'title', collate: 'default' }] },
    {
      fields: [
        { name: 'title', collate: 'de-x-icu' },
        { name: 'body', collate: 'POSIX' },
      ],
    },
    { fields: ['title', 'rank'] },
    { fields: ['title', 'rank'] },
    { fields: [{ name: 'title', length: 5 }] },
    { fields: [Sequelize.literal('"rank" DESC')] },
    { fields: [Sequelize.literal('"rank" DESC NULLS LAST, lower("body"), title COLLATE "C" text_pattern_ops')] },
    { fields: [Sequelize.literal('rank')] },
    { fields: [Sequelize.col('rank')] },
  ]),
  indexed('operator classes', () => [
    { fields: ['title'], operator: 'text_pattern_ops' },
    { fields: ['title'], operator: 'varchar_pattern_ops' },
    { fields: ['title'], operator: 'varchar_ops' },
    { fields: ['title'], operator: 'text_ops' },
    { fields: ['body'], operator: 'text_ops' },
    { fields: ['body', 'title'], operator: 'text_pattern_ops' },
    { fields: [{ name: 'body', operator: 'text_pattern_ops' }, 'rank'] },
    { fields: ['rank'], operator: 'int4_ops' },
    { fields: ['price'], operator: 'numeric_ops' },
    { fields: ['flag'], operator: 'bool_ops' },
    { fields: ['status'], operator: 'enum_ops' },
    { fields: ['code'], operator: 'bpchar_ops' },
    { fields: ['code'], operator: 'bpchar_pattern_ops' },
    { fields: ['tags'], operator: 'array_ops' },
    { fields: ['address'], operator: 'inet_ops' },
    { fields: ['address'], operator: 'inet_ops', using: 'gist' },
    { fields: ['day'], operator: 'date_ops' },
    { fields: ['deletedAt'], operator: 'timestamptz_ops' },
    { fields: ['meta'], operator: 'jsonb_ops' },
    { fields: ['span'], operator: 'range_ops' },
  ]),
  indexed('index methods', () => [
    { fields: ['title'], using: 'BTREE' },
    { fields: ['title'], using: 'btree' },
    { fields: ['title'], using: 'HASH' },
    { fields: ['tags'], using: 'GIN' },
    { fields: ['tags'], using: 'gin', operator: 'array_ops' },
    { fields: ['numbers'], using: 'gin' },
    { fields: ['meta'], using: 'gin' },
    { fields: ['meta'], using: 'gin', operator: 'jsonb_ops' },
    { fields: ['meta'], using: 'gin', operator: 'jsonb_path_ops' },
    { fields: [{ name: 'meta', operator: 'jsonb_path_ops' }], using: 'gin' },
    { fields: ['vector'], using: 'gin' },
    { fields: ['vector'], using: 'gist' },
    { fields: ['vector'], using: 'gin', operator: 'tsvector_ops' },
    { fields: ['span'], using: 'gist' },
    { fields: ['span'], using: 'spgist' },
    { fields: ['rank', 'day'], using: 'brin' },
    { fields: ['rank'], using: 'brin', operator: 'int4_minmax_ops' },
    { fields: ['rank'], using: 'brin', operator: 'int4_bloom_ops' },
    { fields: ['title'], type: 'FULLTEXT' },
    { fields: ['rank'], method: 'BTREE' } as AnyIndex,
    { fields: [Sequelize.literal("(meta->'tags')")], using: 'gin' },
    { fields: [Sequelize.literal("(meta->'tags') jsonb_path_ops")], using: 'gin' },
    { fields: [Sequelize.literal("to_tsvector('english', body)")], using: 'gin' },
    { fields: [Sequelize.fn('to_tsvector', 'english', Sequelize.col('body'))], using: 'gin' },
  ]),
  indexed(
    'trigram indexes',
    () => [
      { fields: ['title'], using: 'gin', operator: 'gin_trgm_ops' },
      { fields: [{ name: 'body', operator: 'gist_trgm_ops' }], using: 'gist' },
      { fields: [Sequelize.literal('lower(title) gin_trgm_ops')], using: 'gin' },
    ],
    ['pg_trgm'],
  ),
  indexed('expressions in indexes', () => [
    { fields: [Sequelize.fn('lower', Sequelize.col('title'))] },
    { fields: [Sequelize.fn('LOWER', Sequelize.col('title')), 'rank'] },
    { fields: [Sequelize.fn('coalesce', Sequelize.col('title'), '')] },
    { fields: [Sequelize.fn('coalesce', Sequelize.col('rank'), 0)] },
    { fields: [Sequelize.fn('date_trunc', 'day', Sequelize.literal('"deletedAt" AT TIME ZONE \'UTC\''))] },
    { fields: [Sequelize.literal('lower("title")')] },
    { fields: [Sequelize.literal('(lower("title"))')] },
    { fields: [Sequelize.literal('(rank + 1)')] },
    { fields: [Sequelize.literal('(rank * 2 + 1) DESC')] },
    { fields: [Sequelize.literal("(meta->>'kind')")] },
    { fields: [Sequelize.literal("((meta->>'kind'))")] },
    { fields: [Sequelize.literal("((meta->'a'->>'b')::int)")] },
    { fields: [Sequelize.literal("(data->>'kind')")] },
    { fields: [Sequelize.literal("(title || ' ' || body)")] },
    { fields: [Sequelize.literal("(coalesce(title, 'it''s'))")] },
    { fields: [Sequelize.literal('(status IS NULL)')] },
    { fields: [Sequelize.literal("(CASE WHEN flag THEN 'a' ELSE 'b' END)")] },
    { fields: [Sequelize.cast(Sequelize.col('rank'), 'text')] },
    { fields: [Sequelize.literal('((rank)::text)')] },
    { fields: [Sequelize.literal('md5(body)'), 'title'], unique: true },
    { fields: ['rank', Sequelize.fn('upper', Sequelize.fn('trim', Sequelize.col('title')))] },
    { fields: [Sequelize.literal('(substring(title from 1 for 3))')] },
    { fields: [Sequelize.literal('(extract(year from day))')] },
    { fields: [Sequelize.literal('(price::int)')] },
    { fields: [Sequelize.literal('(tags[1])')] },
    { fields: [Sequelize.literal('(rank IN (1, 2))')] },
    { fields: [Sequelize.json('meta.kind')] },
    { fields: [Sequelize.literal('lower(body) COLLATE "C" text_pattern_ops')] },
    { fields: [Sequelize.literal('lower(body) COLLATE "default"')] },
    { fields: [Sequelize.literal('(body || title) COLLATE pg_catalog."C"')] },
  ]),
  indexed('unique indexes', () => [
    { fields: ['title'], unique: true },
    { fields: ['title', 'rank'], unique: true },
    { fields: ['rank', 'title'], unique: true },
    { fields: ['title'], unique: true, where: { deletedAt: null } },
    { fields: [Sequelize.fn('lower', Sequelize.col('title'))], unique: true },
    { fields: [{ name: 'title', order: 'DESC' }], unique: true },
    { fields: [{ name: 'title', collate: 'C' }, 'code'], unique: true },
    { fields: ['body'], type: 'UNIQUE' },
  ]),
  indexed('concurrent indexes', () => [
    { fields: ['title'], concurrently: true },
    { fields: ['title', 'rank'] },
    { fields: ['rank'], concurrently: true, unique: true },
  ]),
  one(
    'P31 long names of indexes',
    () => ({ aRatherLongNameOfAColumn: DataTypes.STRING, anotherRatherLongNameOfAColumn: DataTypes.STRING }),
    {
      indexes: [
        { fields: ['aRatherLongNameOfAColumn', 'anotherRatherLongNameOfAColumn'] },
        { fields: ['anotherRatherLongNameOfAColumn', 'aRatherLongNameOfAColumn'], unique: true },
        { fields: ['aRatherLongNameOfAColumn'], name: 'é'.repeat(40) },
        { fields: ['aRatherLongNameOfAColumn'], name: "An Index; with odd 'signs'" },
        { fields: ['aRatherLongNameOfAColumn'], name: 'select' },
      ],
    },
  ),
  {
    name: 'P59 index fields by column under underscored',
    define: (sequelize) =>
      sequelize.define('ByColumn', underscoredAttributes(), {
        underscored: true,
        paranoid: true,
        indexes: [
          { fields: ['first_name'] },
          { fields: ['first_name', 'family'] },
          { fields: ['family'], unique: true },
          { fields: [{ name: 'created_at', order: 'DESC' }] },
          { fields: ['first_name'], name: 'by_column_alive', where: { deleted_at: null } },
          { fields: ['family'], name: 'by_column_active', where: { is_active: true } },
          { fields: [Sequelize.fn('lower', Sequelize.col('first_name')) as never], name: 'by_column_lower' },
          { fields: ['meta_data'], using: 'gin' },
        ],
      }),
  },
  {
    name: 'P59 index fields by attribute under underscored',
    oracle: 'none',
    define: (sequelize) =>
      sequelize.define('ByAttribute', underscoredAttributes(), {
        underscored: true,
        paranoid: true,
        indexes: [
          { fields: ['firstName'] },
          { fields: ['firstName', 'family'] },
          { fields: ['lastName'], unique: true },
          { fields: [{ name: 'firstName', order: 'DESC' }], name: 'by_attribute_desc' },
          { fields: ['createdAt'], name: 'by_attribute_created' },
          { fields: ['firstName'], name: 'by_attribute_alive', where: { deletedAt: null } },
          { fields: ['lastName'], name: 'by_attribute_active', where: { isActive: true } },
          { fields: [Sequelize.fn('lower', Sequelize.col('firstName')) as never], name: 'by_attribute_lower' },
          { fields: ['meta'], using: 'gin' },
        ],
      }),
  },
  one(
    'indexes that are constraints already',
    () => ({
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      email: { type: DataTypes.STRING, unique: true },
    }),
    {
      indexes: [
        { name: 'indexes_that_are_constraints_alreadies_pkey', unique: true, fields: [{ name: 'id' }] },
        { name: 'indexes_that_are_constraints_alreadies_email_key', unique: true, fields: ['email'] },
        { name: 'constraints_email_again', unique: true, fields: ['email'] },
        { name: 'constraints_email_once_more', fields: ['email'] },
      ],
    },
  ),
];
