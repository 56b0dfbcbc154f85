import { describe, expect, it } from '@jest/globals';
import { DataTypes, Op, Sequelize } from 'sequelize';
import { faultsOf, read, tableNamed } from './read.js';

const attributes = {
  id: { type: DataTypes.INTEGER, primaryKey: true },
  firstName: DataTypes.STRING,
  lastName: DataTypes.STRING,
  tags: DataTypes.ARRAY(DataTypes.TEXT),
  meta: DataTypes.JSONB,
  size: DataTypes.INTEGER,
  deletedAt: DataTypes.DATE,
  nick: DataTypes.VIRTUAL,
};

function indexed(...indexes: object[]) {
  return read((sequelize) => sequelize.define('Person', attributes, { underscored: true, timestamps: false, indexes }));
}

const plain = { order: 'asc', nulls: 'last' };

describe('indexes', () => {
  const fields: readonly (readonly [string, unknown, object])[] = [
    ['an attribute', 'firstName', { column: 'first_name', ...plain }],
    ['a column', 'first_name', { column: 'first_name', ...plain }],
    ['an object with a name', { name: 'firstName' }, { column: 'first_name', ...plain }],
    ['an object with an attribute', { attribute: 'first_name' }, { column: 'first_name', ...plain }],
    ['an order', { name: 'size', order: 'desc' }, { column: 'size', order: 'desc', nulls: 'first' }],
    ['an order of nulls', { name: 'size', order: 'DESC NULLS LAST' }, { column: 'size', order: 'desc', nulls: 'last' }],
    [
      'only an order of nulls',
      { name: 'size', order: 'nulls first' },
      { column: 'size', order: 'asc', nulls: 'first' },
    ],
    ['a collation', { name: 'size', collate: 'de_DE' }, { column: 'size', ...plain, collation: 'de_DE' }],
    ['a length, which only MySQL has', { name: 'size', length: 5 }, { column: 'size', ...plain }],
    [
      'an operator class',
      { name: 'firstName', operator: 'text_pattern_ops' },
      { column: 'first_name', ...plain, operatorClass: 'text_pattern_ops' },
    ],
    [
      'the default operator class',
      { name: 'size', operator: 'int4_ops' },
      { column: 'size', ...plain, operatorClass: null },
    ],
    [
      'fn of an attribute',
      Sequelize.fn('lower', Sequelize.col('firstName')),
      { expression: 'lower(first_name)', ...plain },
    ],
    [
      'fn in fn',
      Sequelize.fn('upper', Sequelize.fn('lower', Sequelize.col('last_name'))),
      { expression: 'upper(lower(last_name))', ...plain },
    ],
    ['col', Sequelize.col('lastName'), { column: 'last_name', ...plain }],
    ['cast', Sequelize.cast(Sequelize.col('size'), 'text'), { expression: 'cast(size as text)', ...plain }],
    [
      'a literal column',
      Sequelize.literal('"first_name" text_pattern_ops DESC'),
      { column: 'first_name', order: 'desc', nulls: 'first', operatorClass: 'text_pattern_ops' },
    ],
    [
      'a literal expression',
      Sequelize.literal('(meta->>\'kind\') COLLATE "C"'),
      { expression: "meta ->> 'kind'", ...plain, collation: 'C' },
    ],
    ['json', Sequelize.json('meta.kind'), { expression: "meta #>> '{kind}'", ...plain }],
  ];
  it.each(fields)('P59: a field as %s', (_name, field, part) => {
    const result = indexed({ name: 'i', fields: [field] });
    expect(faultsOf(result)).toEqual([]);
    expect(tableNamed(result, 'people').indexes[0]?.parts).toEqual([part]);
  });

  const options: readonly (readonly [string, object, object])[] = [
    [
      'no name',
      { fields: ['firstName', 'size'] },
      { name: 'people_first_name_size', unique: false, method: 'btree', where: null },
    ],
    ['no name, an expression', { fields: [Sequelize.fn('lower', Sequelize.col('firstName'))] }, { name: 'people_' }],
    ['unique', { name: 'i', fields: ['size'], unique: true }, { unique: true }],
    ['type UNIQUE', { name: 'i', fields: ['size'], type: 'UNIQUE' }, { unique: true }],
    [
      'type FULLTEXT and a parser, which only MySQL has',
      { name: 'i', fields: ['size'], type: 'FULLTEXT', parser: 'ngram' },
      { unique: false, method: 'btree' },
    ],
    ['using in any case', { name: 'i', fields: ['tags'], using: 'GIN' }, { method: 'gin' }],
    [
      'an operator for all',
      { name: 'i', fields: ['meta'], using: 'gin', operator: 'jsonb_path_ops' },
      { parts: [{ column: 'meta', ...plain, operatorClass: 'jsonb_path_ops' }] },
    ],
    [
      'where by attribute',
      { name: 'i', fields: ['size'], where: { deletedAt: null } },
      { where: 'deleted_at is null' },
    ],
    ['where by column', { name: 'i', fields: ['size'], where: { deleted_at: null } }, { where: 'deleted_at is null' }],
    [
      'where with operators',
      { name: 'i', fields: ['size'], where: { size: { [Op.gt]: 5, [Op.ne]: 7 } } },
      { where: 'size > 5 and size != 7' },
    ],
    [
      'where with or',
      { name: 'i', fields: ['size'], where: { [Op.or]: [{ firstName: 'a' }, { last_name: 'b' }] } },
      { where: "first_name = 'a' or last_name = 'b'" },
    ],
    [
      'where as a literal',
      { name: 'i', fields: ['size'], where: Sequelize.literal('"size" > 1') },
      { where: 'size > 1' },
    ],
    [
      'where of a function',
      { name: 'i', fields: ['size'], where: Sequelize.where(Sequelize.fn('lower', Sequelize.col('firstName')), 'a') },
      { where: "lower(first_name) = 'a'" },
    ],
    ['an empty where', { name: 'i', fields: ['size'], where: {} }, { where: null }],
  ];
  it.each(options)('%s', (_name, index, expected) => {
    const result = indexed(index);
    expect(faultsOf(result)).toEqual([]);
    expect(tableNamed(result, 'people').indexes).toEqual([expect.objectContaining(expected)]);
  });

  it('come in the order of Sequelize: concurrent ones last', () => {
    const result = indexed({ name: 'b', fields: ['size'], concurrently: true }, { name: 'a', fields: ['size', 'id'] });
    expect(tableNamed(result, 'people').indexes.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('leaves out what the constraints of the table are already, as Sequelize does', () => {
    const result = read((sequelize) =>
      sequelize.define(
        'User',
        { email: { type: DataTypes.STRING, unique: 'users_email_key' } },
        {
          tableName: 'users',
          indexes: [
            { name: 'users_pkey', unique: true, fields: [{ name: 'id' }] },
            { name: 'users_email_key', unique: true, fields: [{ name: 'email' }] },
            { name: 'users_other', fields: ['email'] },
          ],
        },
      ),
    );
    expect(tableNamed(result, 'users').indexes.map(({ name }) => name)).toEqual(['users_other']);
  });

  it('says that Sequelize does not read method', () => {
    const result = indexed({ name: 'i', fields: ['tags'], method: 'GIN' });
    expect(tableNamed(result, 'people').indexes[0]?.method).toBe('btree');
    expect(result.notes).toEqual([
      'Person: the index i says method: Sequelize 6 reads only using, so it is a plain one.',
    ]);
  });

  const faults: readonly (readonly [string, object, string])[] = [
    [
      'a column that does not exist',
      { name: 'i', fields: ['firstNam'] },
      'the index i is over "firstNam", which is neither a column nor an attribute',
    ],
    [
      'a virtual attribute',
      { name: 'i', fields: ['nick'] },
      'the index i is over "nick", which is neither a column nor an attribute',
    ],
    [
      'fn over a missing column',
      { name: 'i', fields: [Sequelize.fn('lower', Sequelize.col('x'))] },
      'the index i is over "x", which is neither a column nor an attribute',
    ],
    [
      'a where over a missing column',
      { name: 'i', fields: ['size'], where: { x: 1 } },
      'the index i has a where over "x", which is neither a column nor an attribute of Person',
    ],
    [
      'a where as a text',
      { name: 'i', fields: ['size'], where: 'size > 1' },
      "the index i has a where that cannot be written as SQL (Support for `{where: 'raw query'}` has been removed.)",
    ],
    ['a field without a name', { name: 'i', fields: [['size', 'DESC']] }, 'the index i has a field without a name'],
    ['an unknown order', { name: 'i', fields: [{ name: 'size', order: 'down' }] }, 'the index i has the order "down"'],
    [
      'an expression that is no element',
      { name: 'i', fields: [Sequelize.literal('a || b')] },
      'the index i has the expression a || b, which is no index element',
    ],
    [
      'a unique gin',
      { name: 'i', fields: ['tags'], using: 'gin', unique: true },
      'the index i is unique, which gin indexes cannot be',
    ],
    [
      'a hash over two',
      { name: 'i', fields: ['size', 'id'], using: 'hash' },
      'the index i has several fields, which hash indexes cannot have',
    ],
    ['no fields', { name: 'i', fields: [] }, 'the index i has no fields'],
    ['an empty name', { name: '', fields: ['size'] }, 'an index has an empty name'],
  ];
  it.each(faults)('P58: %s', (_name, index, problem) => {
    expect(faultsOf(indexed(index))).toEqual([`Person: ${problem}`]);
  });

  it('P31: two that would have one name, after it is cut', () => {
    const long = 'i'.repeat(63);
    const result = read((sequelize) => {
      sequelize.define(
        'A',
        { x: DataTypes.TEXT },
        {
          indexes: [
            { name: `${long}_a`, fields: ['x'] },
            { name: 'b_index', fields: ['x'] },
          ],
        },
      );
      sequelize.define(
        'B',
        { x: DataTypes.TEXT },
        {
          indexes: [
            { name: `${long}_b`, fields: ['x'] },
            { name: 'b_index', fields: ['x'] },
          ],
        },
      );
      sequelize.define('C', { x: DataTypes.TEXT }, { schema: 'other', indexes: [{ name: 'b_index', fields: ['x'] }] });
    });
    expect(result.faults).toEqual([
      {
        model: 'B',
        problem: `an index of B over (x) and an index of A over (x) have one name in the schema public: ${long}`,
        remedy: 'Names are cut to 63 bytes: give one of them a shorter name of its own.',
      },
      {
        model: 'B',
        problem: 'an index of B over (x) and an index of A over (x) have one name in the schema public: b_index',
        remedy: 'Give one of them a name of its own.',
      },
    ]);
  });
});
