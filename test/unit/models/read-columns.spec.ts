import { describe, expect, it } from '@jest/globals';
import { DataTypes, Sequelize } from 'sequelize';
import { columnNamed, faultsOf, read, tableNamed } from './read.js';

describe('columns', () => {
  describe('unique in all its spellings', () => {
    const cases: readonly (readonly [string, object, readonly (readonly string[])[]])[] = [
      ['true', { a: { type: DataTypes.TEXT, unique: true } }, [['a']]],
      ['a name', { a: { type: DataTypes.TEXT, unique: 'n' } }, [['a']]],
      ['an object', { a: { type: DataTypes.TEXT, unique: { name: 'n', msg: 'm' } } }, [['a']]],
      ['only a message', { a: { type: DataTypes.TEXT, unique: { msg: 'm' } } }, [['a']]],
      ['false', { a: { type: DataTypes.TEXT, unique: false } }, []],
      [
        'one name on two',
        { a: { type: DataTypes.TEXT, unique: 'n' }, b: { type: DataTypes.TEXT, unique: 'n' } },
        [['a', 'b']],
      ],
      ['on the primary key', { a: { type: DataTypes.TEXT, unique: true, primaryKey: true } }, []],
      ['under a field', { a: { type: DataTypes.TEXT, unique: 'n', field: 'col' } }, [['col']]],
    ];
    it.each(cases)('P6: %s', (_name, attributes, expected) => {
      const result = read((sequelize) => sequelize.define('T', attributes as never, { tableName: 't' }));
      expect(tableNamed(result, 't').uniques).toEqual(expected.map((columns) => ({ name: null, columns })));
    });
  });

  it('P7: keeps SQL words and semicolons in defaults and comments', () => {
    const result = read((sequelize) =>
      sequelize.define('T', {
        a: { type: DataTypes.STRING, defaultValue: "a;b'c NOT NULL PRIMARY KEY SERIAL COMMENT x", comment: "x'; DROP" },
      }),
    );
    expect(columnNamed(result, 'Ts', 'a')).toMatchObject({
      default: { sql: "'a;b''c NOT NULL PRIMARY KEY SERIAL COMMENT x'" },
      comment: "x'; DROP",
      nullable: true,
    });
  });

  it('P31: cuts names as the server does, without splitting a character', () => {
    const result = read((sequelize) =>
      sequelize.define(
        'T',
        { ['ä'.repeat(40)]: DataTypes.TEXT },
        { tableName: 'x'.repeat(70), indexes: [{ fields: ['id'] }] },
      ),
    );
    const table = tableNamed(result, 'x'.repeat(63));
    expect(table.columns[1]?.name).toBe('ä'.repeat(31));
    expect(table.indexes.map(({ name }) => name)).toEqual(['x'.repeat(63)].map(() => `${'x'.repeat(63)}`));
  });

  it('P55: a default that moves with the clock is marked, and said once', () => {
    const result = read((sequelize) =>
      sequelize.define('T', {
        date: { type: DataTypes.DATE, defaultValue: new Date() },
        number: { type: DataTypes.BIGINT, defaultValue: Date.now() },
        text: { type: DataTypes.STRING, defaultValue: new Date().toISOString() },
        literal: { type: DataTypes.DATE, defaultValue: Sequelize.literal(`'${new Date().toISOString()}'`) },
        fixed: { type: DataTypes.DATE, defaultValue: new Date('2020-01-01') },
        old: { type: DataTypes.BIGINT, defaultValue: 1_500_000_000_000 },
        now: { type: DataTypes.DATE, defaultValue: DataTypes.NOW },
      }),
    );
    const moving = ['date', 'number', 'text', 'literal'];
    for (const name of moving)
      expect(columnNamed(result, 'Ts', name).default).toMatchObject({ movesWithTheClock: true });
    for (const name of ['fixed', 'old'])
      expect(columnNamed(result, 'Ts', name).default).not.toHaveProperty('movesWithTheClock');
    expect(columnNamed(result, 'Ts', 'now')).toMatchObject({ clientDefault: 'NOW' });
    expect(result.notes.map((note) => note.split(':')[0])).toEqual(moving.map((name) => `T.${name}`));
  });

  it('P56: a null default is no default', () => {
    const result = read((sequelize) => {
      const user = sequelize.define('User', {});
      sequelize.define('Post', {
        userId: { type: DataTypes.INTEGER, defaultValue: null, references: { model: user, key: 'id' } },
      });
    });
    expect(columnNamed(result, 'Posts', 'userId').default).toBeNull();
    expect(tableNamed(result, 'Posts').foreignKeys).toHaveLength(1);
  });

  it('what Sequelize fills in is no default of the database', () => {
    const result = read((sequelize) =>
      sequelize.define('T', {
        a: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 },
        b: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV1 },
        c: { type: DataTypes.TEXT, defaultValue: () => 'x' },
        d: {
          type: DataTypes.TEXT,
          defaultValue: function makeSlug() {
            return 'x';
          },
        },
        e: { type: DataTypes.UUID, defaultValue: new DataTypes.UUIDV4() },
      }),
    );
    const found = tableNamed(result, 'Ts')
      .columns.slice(1, 6)
      .map((column) => [column.clientDefault, column.default]);
    expect(found).toEqual([
      ['UUIDV4', undefined],
      ['UUIDV1', undefined],
      ['a function', undefined],
      ['makeSlug()', undefined],
      ['UUIDV4', undefined],
    ]);
  });

  it('a default that draws from the own sequence is autoIncrement', () => {
    const draws = (name: string) => ({
      type: DataTypes.INTEGER,
      defaultValue: Sequelize.literal(`nextval('${name}'::regclass)`),
    });
    const result = read((sequelize) =>
      sequelize.define('User', { id: { ...draws('public."Users_id_seq"'), primaryKey: true }, nr: draws('numbers') }),
    );
    expect(columnNamed(result, 'Users', 'id')).toMatchObject({ autoIncrement: { kind: 'serial' }, nullable: false });
    expect(columnNamed(result, 'Users', 'id').default).toBeUndefined();
    expect(columnNamed(result, 'Users', 'nr').default).toEqual({
      sql: "nextval('numbers'::regclass)",
      kind: 'expression',
    });
    expect(faultsOf(result)).toEqual([]);
  });

  it('P57: types given as text, and custom types, are passed on', () => {
    // As Sequelize's manual says: its exported classes make instances of themselves, whatever extends them.
    const Abstract = DataTypes.ABSTRACT.prototype.constructor as typeof DataTypes.ABSTRACT;
    class Vector extends Abstract {
      static override readonly key = 'VECTOR';
      override readonly key = 'VECTOR';
      override toSql(): string {
        return 'vector(3)';
      }
    }
    class Weekday extends Abstract {
      override readonly key = 'WEEKDAY';
      override toSql(): string {
        return 'weekday';
      }
    }
    const result = read((sequelize) =>
      sequelize.define('T', {
        search: 'TSVECTOR',
        full: 'TEXT GENERATED ALWAYS AS (first || last) STORED',
        other: '"enum_Ts_kind"[]',
        kind: DataTypes.ENUM('a'),
        domain: 'positive_int',
        vector: new Vector() as never,
        weekday: new Weekday() as never,
        serial: 'SERIAL',
      }),
    );
    expect(result.faults).toEqual([]);
    const types = Object.fromEntries(
      tableNamed(result, 'Ts').columns.map(({ name, type }) => [name, [type.text, type.recognised]]),
    );
    expect(types).toMatchObject({
      search: ['tsvector', true],
      full: ['text', true],
      other: ['public."enum_Ts_kind"[]', true],
      domain: ['positive_int', false],
      vector: ['vector(3)', true],
      weekday: ['weekday', false],
      serial: ['integer', true],
    });
    expect(columnNamed(result, 'Ts', 'full').generated).toEqual({ expression: 'first || last', stored: true });
    expect(columnNamed(result, 'Ts', 'serial')).toMatchObject({ autoIncrement: { kind: 'serial' }, nullable: false });
  });
});
