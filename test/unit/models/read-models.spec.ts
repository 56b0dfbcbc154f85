import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataTypes, Op, Sequelize } from 'sequelize';
import { postgresSpelling } from '../../../lib/dialects/postgres/postgres.types.js';
import { readModels } from '../../../lib/models/read-models.js';
import { read, tableNamed } from './read.js';

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
});
