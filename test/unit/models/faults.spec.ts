import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { InvalidModelsError } from '../../../lib/models/model-faults.js';
import { columnNamed, faultsOf, read, tableNamed } from './read.js';

const id = { type: DataTypes.INTEGER, primaryKey: true };
const bare = { timestamps: false };

beforeAll(() => {
  // What Sequelize and moment say of such models.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

describe('P58: models that cannot work', () => {
  const attributes: readonly (readonly [string, unknown, string])[] = [
    [
      'DataTypes.NUMBER',
      DataTypes.NUMBER,
      'DataTypes.NUMBER is no type of this database (it would be written as NUMBER)',
    ],
    [
      'UUIDV4 as a type',
      DataTypes.UUIDV4,
      'DataTypes.UUIDV4 is no type of this database (it would be written as UUIDV4)',
    ],
    [
      'NOW as a type',
      { type: DataTypes.NOW },
      'DataTypes.NOW is no type of this database (it would be written as NOW)',
    ],
    ['TINYINT', DataTypes.TINYINT, 'DataTypes.TINYINT is no type of this database (it would be written as TINYINT)'],
    [
      'MEDIUMINT',
      DataTypes.MEDIUMINT,
      'DataTypes.MEDIUMINT is no type of this database (it would be written as MEDIUMINT)',
    ],
    [
      'an array of them',
      DataTypes.ARRAY(DataTypes.TINYINT),
      'DataTypes.ARRAY is no type of this database (it would be written as TINYINT[])',
    ],
    [
      'ENUM in nested arrays',
      DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.ENUM('a'))),
      'DataTypes.ARRAY is no type of this database (it would be written as ENUM[][])',
    ],
    [
      'DATE in nested arrays',
      DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.DATE)),
      'DataTypes.ARRAY is no type of this database (it would be written as DATETIME[][])',
    ],
    ['a range of text', DataTypes.RANGE(DataTypes.STRING as never), 'its type cannot be written as SQL'],
    ['an array of an ENUM without values', DataTypes.ARRAY(DataTypes.ENUM()), 'its ENUM has no values'],
    ['an ENUM of numbers', DataTypes.ENUM(1 as never, 2 as never), 'its ENUM has the value 1, which is no text'],
    ['an ENUM with a value twice', DataTypes.ENUM('a', 'b', 'a'), "its ENUM has the value 'a' twice"],
    [
      'a long value of an ENUM',
      DataTypes.ENUM('ä'.repeat(32)),
      `its ENUM has a value of more than 63 bytes: '${'ä'.repeat(32)}'`,
    ],
    [
      'a default that is no value of the ENUM',
      { type: DataTypes.ENUM('a', 'b'), defaultValue: 'c' },
      "its defaultValue does not fit: 'c' is none of 'a', 'b'",
    ],
    [
      'such a default in an array',
      { type: DataTypes.ARRAY(DataTypes.ENUM('a')), defaultValue: ['a', 'c'] },
      "its defaultValue does not fit: 'c' is none of 'a'",
    ],
    [
      'a text for an integer',
      { type: DataTypes.INTEGER, defaultValue: '' },
      "its defaultValue does not fit: '' is no integer",
    ],
    [
      'a number for a boolean',
      { type: DataTypes.BOOLEAN, defaultValue: 0 },
      'its defaultValue does not fit: the number 0 is no boolean; write false',
    ],
    [
      'a text for a uuid',
      { type: DataTypes.UUID, defaultValue: 'uuid_generate_v4()' },
      "its defaultValue does not fit: 'uuid_generate_v4()' is no uuid",
    ],
    [
      "the server's words as a date",
      { type: DataTypes.DATE, defaultValue: 'CURRENT_TIMESTAMP' },
      "its defaultValue does not fit: it is no date; for the server's own words write literal()",
    ],
    [
      'an object for a text',
      { type: DataTypes.STRING, defaultValue: {} },
      'its defaultValue cannot be written as SQL (Invalid value {})',
    ],
    [
      'an empty literal',
      { type: DataTypes.TEXT, defaultValue: Sequelize.literal('') },
      'its defaultValue does not fit: an empty text is no SQL expression',
    ],
    [
      'autoIncrement of a text',
      { type: DataTypes.STRING, autoIncrement: true },
      'autoIncrement needs an integer type, not character varying(255)',
    ],
    [
      'autoIncrement and a default',
      { type: DataTypes.INTEGER, autoIncrement: true, defaultValue: 1 },
      'it has both autoIncrement and a defaultValue',
    ],
    [
      'generated, with a default',
      { type: 'TEXT GENERATED ALWAYS AS (a) STORED', defaultValue: 'x' },
      'it is generated and has a defaultValue',
    ],
  ];
  it.each(attributes)('%s', (_name, attribute, problem) => {
    const result = read((sequelize) => sequelize.define('T', { id, a: attribute as never }, bare));
    expect(faultsOf(result)).toEqual([`T.a: ${problem}`]);
    expect(result.faults[0]?.remedy).not.toBe('');
  });

  it('no columns, system columns, two counters, one column twice', () => {
    const result = read((sequelize) => {
      sequelize.define('Empty', { a: DataTypes.VIRTUAL }, bare).removeAttribute('id');
      sequelize.define('System', { xmin: DataTypes.INTEGER, ctid: { type: DataTypes.TEXT, field: 'own' } });
      const counters = sequelize.define('Counters', { id: { ...id, autoIncrement: true }, n: DataTypes.INTEGER });
      Object.assign(counters.getAttributes().n ?? {}, { autoIncrement: true });
      sequelize.define('Twice', { userId: { type: DataTypes.INTEGER, field: 'user_id' }, user_id: DataTypes.TEXT });
      sequelize.define('Long', { ['x'.repeat(64)]: DataTypes.TEXT, ['x'.repeat(65)]: DataTypes.TEXT });
      sequelize.define('Odd', { a: DataTypes.TEXT }, { uniqueKeys: { u: { fields: ['a', 'b'] } } } as never);
    });
    expect(faultsOf(result)).toEqual([
      'Counters: id and n both have autoIncrement',
      'Empty: it has no columns',
      `Long.${'x'.repeat(65)}: its column and that of ${'x'.repeat(64)} are both called "${'x'.repeat(63)}", because names are cut to 63 bytes`,
      'Odd: a unique constraint is over "b", which is no column',
      'System.xmin: every table has a system column "xmin" already',
      'Twice.user_id: it is the column "user_id" like userId, with another type (text, integer)',
    ]);
  });

  it('two attributes on one column: the later one holds, as in Sequelize', () => {
    const result = read((sequelize) => {
      const user = sequelize.define('User', {});
      sequelize
        .define('Post', { user_id: { type: DataTypes.INTEGER, allowNull: false } }, { underscored: true })
        .belongsTo(user);
    });
    expect(faultsOf(result)).toEqual([]);
    expect(tableNamed(result, 'posts').columns.filter(({ name }) => name === 'user_id')).toHaveLength(1);
    expect(tableNamed(result, 'posts').foreignKeys).toHaveLength(1);
  });

  it('all of them are said together, with what to do', () => {
    const { faults } = read((sequelize) => {
      sequelize.define('A', { a: DataTypes.NUMBER, b: DataTypes.UUIDV4 }, { indexes: [{ fields: ['c'] }] });
      sequelize.define('B', { aId: { type: DataTypes.UUID, references: { model: 'As', key: 'id' } } });
    });
    const error = new InvalidModelsError(faults);
    expect(error.code).toBe('SAFE_SYNC_INVALID_MODELS');
    expect(error.message).toMatchInlineSnapshot(`
     "4 things in the models cannot work as they are written:
       - A.a: DataTypes.NUMBER is no type of this database (it would be written as NUMBER). Use DataTypes.INTEGER, BIGINT, DECIMAL or DOUBLE.
       - A.b: DataTypes.UUIDV4 is no type of this database (it would be written as UUIDV4). Write type: DataTypes.UUID with defaultValue: DataTypes.UUIDV4.
       - A: the index as_c is over "c", which is neither a column nor an attribute. The columns are id, a, b, createdAt, updatedAt.
       - B.aId: its type uuid cannot refer to A.id, which is integer. Give it the type integer."
    `);
  });
});

describe('P63: two models on one table', () => {
  const both = (first: object, second: object, options: object = {}) =>
    read((sequelize) => {
      sequelize.define('Full', { id, ...first } as never, { tableName: 'shared', ...bare, ...options });
      sequelize.define('Light', { id, ...second } as never, { tableName: 'shared', ...bare });
    });

  it('are merged', () => {
    const result = both(
      { a: { type: DataTypes.TEXT, unique: true, comment: 'x' }, e: DataTypes.ENUM('x', 'y') },
      {
        a: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'd' },
        b: DataTypes.INTEGER,
        e: DataTypes.ENUM('x', 'y', 'z'),
      },
      { indexes: [{ name: 'i', fields: ['a'] }] },
    );
    expect(faultsOf(result)).toEqual([]);
    const shared = tableNamed(result, 'shared');
    expect(shared.models).toEqual(['Full', 'Light']);
    expect(shared.columns.map(({ name }) => name)).toEqual(['id', 'a', 'e', 'b']);
    expect(columnNamed(result, 'shared', 'a')).toMatchObject({
      nullable: false,
      comment: 'x',
      default: { sql: "'d'" },
    });
    expect(result.wanted.enums).toEqual([{ schema: 'public', name: 'enum_shared_e', values: ['x', 'y', 'z'] }]);
    expect([shared.uniques.length, shared.indexes.length]).toEqual([1, 1]);
  });

  const contradictions: readonly (readonly [string, object, object, string])[] = [
    ['types', { a: DataTypes.TEXT }, { a: DataTypes.INTEGER }, 'type text, integer'],
    ['values', { a: DataTypes.ENUM('x', 'y') }, { a: DataTypes.ENUM('y', 'x') }, 'values x, y; y, x'],
    [
      'NULL',
      { a: { type: DataTypes.TEXT, allowNull: true } },
      { a: { type: DataTypes.TEXT, allowNull: false } },
      'allowNull true, false',
    ],
    [
      'defaults',
      { a: { type: DataTypes.TEXT, defaultValue: 'x' } },
      { a: { type: DataTypes.TEXT, defaultValue: 'y' } },
      "default 'x', 'y'",
    ],
  ];
  it.each(contradictions)(
    'that contradict each other in %s are a fault that names both',
    (_name, first, second, what) => {
      expect(faultsOf(both(first, second))).toEqual([
        `Full and Light.a: they share the table shared and contradict each other on this column: ${what}`,
      ]);
    },
  );

  it('with other primary keys are a fault', () => {
    const result = read((sequelize) => {
      sequelize.define('Full', { key: { type: DataTypes.TEXT, primaryKey: true } }, { tableName: 'shared', ...bare });
      sequelize.define('Light', { key: DataTypes.TEXT }, { tableName: 'shared', ...bare });
    });
    expect(faultsOf(result)).toEqual([
      'Full and Light: they share the table shared and have different primary keys (key; id)',
    ]);
  });

  it('two names that are cut to one are no sharing', () => {
    const result = read((sequelize) => {
      sequelize.define('A', { id }, { tableName: `${'t'.repeat(63)}_a`, ...bare });
      sequelize.define('B', { id }, { tableName: `${'t'.repeat(63)}_b`, ...bare });
    });
    expect(faultsOf(result)).toEqual([
      `A and B: their tables are both called ${'t'.repeat(63)}, because names are cut to 63 bytes`,
    ]);
  });
});
