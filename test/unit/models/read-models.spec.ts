import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataTypes, Model, Op, Sequelize } from 'sequelize';
import { Model as TypedModel, Sequelize as TypedSequelize, Table as TypedTable } from 'sequelize-typescript';
import { postgresSpelling } from '../../../lib/dialects/postgres/postgres.types.js';
import { GUARDED_SYNC } from '../../../lib/models/own-sync.js';
import { readModels } from '../../../lib/models/read-models.js';
import { columnNamed, faultsOf, read, tableNamed } from './read.js';

const id = { type: DataTypes.INTEGER, primaryKey: true };
const bare = { timestamps: false };

beforeAll(() => {
  // Sequelize warns of each option that PostgreSQL has not.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

describe('readModels', () => {
  it('reads a plain model', () => {
    const result = read((sequelize) =>
      sequelize.define(
        'User',
        {
          email: { type: DataTypes.STRING, allowNull: false, unique: true, comment: 'where to write' },
          role: { type: DataTypes.ENUM('admin', 'guest'), defaultValue: 'guest' },
        },
        { comment: 'people' },
      ),
    );
    expect(result).toEqual({
      faults: [],
      leftAlone: [],
      notes: [],
      unresolved: [],
      wanted: {
        schemas: ['public'],
        enums: [{ schema: 'public', name: 'enum_Users_role', values: ['admin', 'guest'] }],
        tables: [
          {
            schema: 'public',
            name: 'Users',
            kind: 'table',
            models: ['User'],
            comment: 'people',
            primaryKey: { name: null, columns: ['id'] },
            uniques: [{ name: null, columns: ['email'] }],
            indexes: [],
            foreignKeys: [],
            columns: [
              {
                name: 'id',
                type: { text: 'integer', dimensions: 0, recognised: true },
                nullable: false,
                autoIncrement: { kind: 'serial' },
                attribute: 'User.id',
              },
              {
                name: 'email',
                type: { text: 'character varying(255)', dimensions: 0, recognised: true },
                nullable: false,
                comment: 'where to write',
                attribute: 'User.email',
              },
              {
                name: 'role',
                type: {
                  text: 'public."enum_Users_role"',
                  dimensions: 0,
                  recognised: true,
                  enum: { schema: 'public', name: 'enum_Users_role' },
                },
                nullable: true,
                default: { sql: "'guest'", kind: 'value' },
                attribute: 'User.role',
              },
              ...['createdAt', 'updatedAt'].map((name) => ({
                name,
                type: { text: 'timestamp with time zone', dimensions: 0, recognised: true },
                nullable: false,
                clientDefault: 'NOW',
                attribute: `User.${name}`,
              })),
            ],
          },
        ],
      },
    });
  });

  it('reads twice the same, and changes no model', () => {
    const sequelize = new Sequelize({ dialect: 'postgres', logging: false });
    const where = { deletedAt: null, [Op.and]: Sequelize.where(Sequelize.col('size'), Op.gt as never, 5 as never) };
    const long = DataTypes.TEXT('long');
    const post = sequelize.define(
      'Post',
      {
        size: DataTypes.INTEGER,
        body: long,
        tags: { type: DataTypes.ARRAY(DataTypes.ENUM('a')), defaultValue: ['a'] },
      },
      { paranoid: true, underscored: true, indexes: [{ fields: ['size'], where }] },
    );
    post.belongsTo(post, { as: 'parent' });
    const before = fingerprint(post);
    const options = { spelling: postgresSpelling(), currentSchema: 'public' };
    const first = readModels(sequelize, options);
    expect(first.faults).toEqual([]);
    expect(readModels(sequelize, options)).toEqual(first);
    expect(fingerprint(post)).toBe(before);

    function fingerprint(model: typeof post): string {
      const { _indexes, uniqueKeys, options: own } = model as unknown as Record<string, unknown>;
      const seen = new Set<unknown>();
      return JSON.stringify(
        [model.getAttributes(), _indexes, uniqueKeys, own, String(where[Op.and]['comparator' as never])],
        (key, value: unknown) => {
          if (typeof value === 'function' || key === 'sequelize' || key === 'Model') return undefined;
          if (typeof value === 'object' && value !== null) {
            if (seen.has(value)) return 'seen';
            seen.add(value);
          }
          return value;
        },
      );
    }
  });

  it('finds the schema of the model, of define, of the instance, else the current one', () => {
    const define = (schema?: string) => (sequelize: Sequelize) =>
      sequelize.define('A', { e: DataTypes.ENUM('x') }, { schema });
    const place = ({ wanted }: ReturnType<typeof read>) => [wanted.tables[0]?.schema, wanted.enums[0]?.schema];
    expect(place(read(define('own')))).toEqual(['own', 'own']);
    expect(place(read(define(), {}, { define: { schema: 'all' } }))).toEqual(['all', 'all']);
    expect(place(read(define(), {}, { schema: 'instance' }))).toEqual(['instance', 'instance']);
    // Sequelize puts the type into public, wherever the search path puts the table.
    expect(place(read(define(), { currentSchema: 'app' }))).toEqual(['app', 'public']);
  });

  it('follows quoteIdentifiers: false, but for enum types', () => {
    const result = read(
      (sequelize) =>
        sequelize.define(
          'User',
          { lastName: { type: DataTypes.ENUM('a') }, Order: DataTypes.TEXT },
          { indexes: [{ fields: ['lastName'] }] },
        ),
      {},
      { quoteIdentifiers: false },
    );
    const table = tableNamed(result, 'users');
    expect(table.columns.map(({ name }) => name)).toEqual(['id', 'lastname', 'Order', 'createdat', 'updatedat']);
    expect(table.indexes.map(({ parts }) => parts[0]?.column)).toEqual(['lastname']);
    expect(result.wanted.enums.map(({ name }) => name)).toEqual(['enum_Users_lastName']);
  });

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

  it('P60: a model with its own static sync() is left alone', () => {
    class Plain extends Model {}
    class Own extends Model {
      static override sync(): Promise<never> {
        throw new Error('mine');
      }
    }
    class Heir extends Own {}
    class Guarded extends Model {}
    const result = read((sequelize) => {
      for (const model of [Plain, Own, Heir, Guarded]) model.init({}, { sequelize });
      Guarded.sync = Object.assign(async () => Guarded as never, { [GUARDED_SYNC]: true });
    });
    expect(result.leftAlone).toEqual(
      ['Own', 'Heir'].map((model) => ({
        model,
        table: { schema: 'public', name: `${model}s` },
        because: 'it has its own static sync()',
      })),
    );
    expect(result.wanted.tables.map(({ name }) => name)).toEqual(['Guardeds', 'Plains']);
  });

  it('P60: sequelize-typescript only wraps sync()', () => {
    class Typed extends TypedModel {}
    class TypedOwn extends TypedModel {
      static override sync(): Promise<never> {
        throw new Error('mine');
      }
    }
    TypedTable(Typed);
    TypedTable(TypedOwn);
    const sequelize = new TypedSequelize({ dialect: 'postgres', logging: false, models: [Typed, TypedOwn] });
    const { leftAlone, wanted } = readModels(sequelize, { spelling: postgresSpelling(), currentSchema: 'public' });
    expect(leftAlone.map(({ model }) => model)).toEqual(['TypedOwn']);
    expect(wanted.tables.map(({ name }) => name)).toEqual(['Typeds']);
  });

  it('leaves alone what ignore names, by class, model, table or pattern, and the tables of the server', () => {
    const rules = ['A', 'bs', 's.cs', /^D/g];
    const result = read(
      (sequelize) => {
        sequelize.define('A', {}, { tableName: 'as' });
        sequelize.define('B', {}, { tableName: 'bs' });
        sequelize.define('C', {}, { tableName: 'cs', schema: 's' });
        sequelize.define('D', {}, { tableName: 'ds' });
        sequelize.define('D2', {}, { tableName: 'd2s' });
        sequelize.define('E', {}, { tableName: 'es' });
        sequelize.define('Stats', {}, { tableName: 'pg_stat_activity', schema: 'pg_catalog' });
      },
      { ignore: rules },
    );
    expect(result.leftAlone.map(({ model }) => model)).toEqual(['A', 'B', 'C', 'D', 'D2', 'Stats']);
    expect(result.wanted.tables.map(({ name }) => name)).toEqual(['es']);
  });

  it('P64: a virtual attribute is no column', () => {
    const result = read((sequelize) =>
      sequelize.define('T', { a: DataTypes.VIRTUAL, b: new DataTypes.VIRTUAL(DataTypes.TEXT), id }, bare),
    );
    expect(tableNamed(result, 'Ts').columns.map(({ name }) => name)).toEqual(['id']);
    expect(faultsOf(result)).toEqual([]);
  });
});
