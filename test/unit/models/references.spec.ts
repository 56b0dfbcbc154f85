import { describe, expect, it } from '@jest/globals';
import { DataTypes, Deferrable, type Sequelize } from 'sequelize';
import { postgresSpelling } from '../../../lib/dialects/postgres/postgres.types.js';
import { faultsAgainst } from '../../../lib/models/faults-against.js';
import { faultsOf, read, tableNamed } from './read.js';

const keyTo = (overrides: object = {}) => ({
  name: null,
  columns: ['userId'],
  target: { schema: 'public', name: 'Users' },
  targetColumns: ['id'],
  onDelete: 'no-action',
  onUpdate: 'no-action',
  deferrable: 'not-deferrable',
  ...overrides,
});

function posts(userId: object, define?: (sequelize: Sequelize) => void) {
  return read((sequelize) => {
    sequelize.define('User', {
      uuid: { type: DataTypes.UUID, unique: true, field: 'public_id' },
      name: DataTypes.STRING,
    });
    define?.(sequelize);
    sequelize.define('Post', { userId: { type: DataTypes.INTEGER, ...userId } });
  });
}

describe('foreign keys', () => {
  const spellings: readonly (readonly [string, object, object])[] = [
    ['a table', { references: { model: 'Users', key: 'id' } }, {}],
    ['a table and schema', { references: { model: { tableName: 'Users', schema: 'public' }, key: 'id' } }, {}],
    ['a table without a schema', { references: { model: { tableName: 'Users' }, key: 'id' } }, {}],
    ['no key', { references: { model: 'Users' } }, {}],
    [
      'an attribute',
      { type: DataTypes.UUID, references: { model: 'Users', key: 'uuid' } },
      { targetColumns: ['public_id'] },
    ],
    [
      'a column',
      { type: DataTypes.UUID, references: { model: 'Users', key: 'public_id' } },
      { targetColumns: ['public_id'] },
    ],
    ['a bigint to an integer', { type: DataTypes.BIGINT, references: { model: 'Users', key: 'id' } }, {}],
    [
      'deferred',
      { references: { model: 'Users', key: 'id', deferrable: Deferrable.INITIALLY_DEFERRED } },
      { deferrable: 'initially-deferred' },
    ],
    [
      'deferrable',
      { references: { model: 'Users', key: 'id', deferrable: new Deferrable.INITIALLY_IMMEDIATE() } },
      { deferrable: 'initially-immediate' },
    ],
    ['not deferrable', { references: { model: 'Users', key: 'id', deferrable: Deferrable.NOT } }, {}],
    [
      'P61: casCade',
      { references: { model: 'Users', key: 'id' }, onDelete: 'casCade', onUpdate: 'Cascade' },
      { onDelete: 'cascade', onUpdate: 'cascade' },
    ],
    [
      'P61: set null',
      { references: { model: 'Users', key: 'id' }, onDelete: ' set  null', onUpdate: 'no action' },
      { onDelete: 'set-null' },
    ],
    [
      'P61: restrict',
      { references: { model: 'Users', key: 'id' }, onDelete: 'Restrict', onUpdate: 'SET DEFAULT' },
      { onDelete: 'restrict', onUpdate: 'set-default' },
    ],
  ];
  it.each(spellings)('%s', (_name, attribute, expected) => {
    const result = posts(attribute);
    expect(faultsOf(result)).toEqual([]);
    expect(tableNamed(result, 'Posts').foreignKeys).toEqual([keyTo(expected)]);
  });

  it('of associations, join tables, self-references and cycles', () => {
    const result = read((sequelize) => {
      const user = sequelize.define('User', {});
      const group = sequelize.define('Group', {});
      user.belongsTo(user, { as: 'boss', onDelete: 'CASCADE' });
      user.belongsTo(group, { as: 'home' });
      group.belongsTo(user, { as: 'owner', foreignKey: { name: 'ownerId', allowNull: false } });
      user.belongsToMany(group, { through: 'Membership' });
      group.belongsToMany(user, { through: 'Membership' });
      user.hasMany(sequelize.define('Loose', {}), { constraints: false });
    });
    expect(faultsOf(result)).toEqual([]);
    const keys = Object.fromEntries(
      result.wanted.tables.map(({ name, foreignKeys }) => [
        name,
        foreignKeys.map(
          ({ columns, target, onDelete, onUpdate }) => `${columns.join()} ${target.name} ${onDelete} ${onUpdate}`,
        ),
      ]),
    );
    expect(keys).toEqual({
      Groups: ['ownerId Users no-action cascade'],
      Looses: [],
      Membership: ['UserId Users cascade cascade', 'GroupId Groups cascade cascade'],
      Users: ['bossId Users cascade cascade', 'homeId Groups set-null cascade'],
    });
    expect(tableNamed(result, 'Membership').primaryKey?.columns).toEqual(['UserId', 'GroupId']);
  });

  it('P62: from a schema to the model that is meant, not to a table of that schema', () => {
    const targets = (define: (sequelize: Sequelize) => void) =>
      read(define)
        .wanted.tables.flatMap(({ foreignKeys }) => foreignKeys)
        .map(({ target }) => `${target.schema}.${target.name}`);
    expect(
      targets((sequelize) => {
        const user = sequelize.define('User', {});
        sequelize.define('Order', {}, { schema: 'shop' }).belongsTo(user);
      }),
    ).toEqual(['public.Users']);
    expect(
      targets((sequelize) => {
        const user = sequelize.define('User', {});
        user.hasMany(sequelize.define('Order', {}, { schema: 'shop' }));
      }),
    ).toEqual(['public.Users']);
    expect(
      targets((sequelize) => {
        const user = sequelize.define('User', {});
        const order = sequelize.define('Order', {}, { schema: 'shop' });
        user.belongsToMany(order, { through: sequelize.define('Bought', {}, { schema: 'shop' }) });
      }),
    ).toEqual(['public.Users', 'shop.Orders']);
    expect(
      targets((sequelize) => {
        sequelize.define('User', {});
        sequelize.define('ShopUser', {}, { schema: 'shop', tableName: 'Users' });
        sequelize.define(
          'Order',
          { userId: { type: DataTypes.INTEGER, references: { model: 'Users', key: 'id' } } },
          { schema: 'shop' },
        );
        sequelize.define('Visit', { userId: { type: DataTypes.INTEGER, references: { model: 'Users', key: 'id' } } });
      }).sort(),
    ).toEqual(['public.Users', 'shop.Users']);
  });

  const faults: readonly (readonly [string, object, string])[] = [
    [
      'a type that the key has not',
      { type: DataTypes.UUID, references: { model: 'Users', key: 'id' } },
      'its type uuid cannot refer to User.id, which is integer',
    ],
    [
      'a text to an integer',
      { type: DataTypes.STRING, references: { model: 'Users', key: 'id' } },
      'its type character varying(255) cannot refer to User.id, which is integer',
    ],
    [
      'a column that is not unique',
      { type: DataTypes.STRING, references: { model: 'Users', key: 'name' } },
      'it refers to User.name, which is neither the primary key nor unique',
    ],
    [
      'a column that is not there',
      { references: { model: 'Users', key: 'nr' } },
      'it refers to User.nr, which is neither a column nor an attribute',
    ],
    [
      'an unknown action',
      { references: { model: 'Users', key: 'id' }, onDelete: 'SET_NULL' },
      'its onDelete is "SET_NULL"',
    ],
    ['no table', { references: { key: 'id' } }, 'its references name no table'],
    [
      'half of a composite key',
      { references: { model: 'Pairs', key: 'left' } },
      'it refers to Pair.left, which is neither the primary key nor unique',
    ],
  ];
  it.each(faults)('P58: %s', (_name, attribute, problem) => {
    const result = posts(attribute, (sequelize) => {
      const left = { type: DataTypes.INTEGER, primaryKey: true };
      sequelize.define('Pair', { left, right: { ...left } });
    });
    expect(faultsOf(result)).toEqual([`Post.userId: ${problem}`]);
  });

  it('a unique index makes a key, a partial one does not', () => {
    const through = (where?: object) =>
      read((sequelize) => {
        sequelize.define(
          'User',
          { name: DataTypes.STRING },
          { indexes: [{ unique: true, fields: ['name'], ...(where ? { where } : {}) }] as never },
        );
        sequelize.define('Post', { by: { type: DataTypes.STRING, references: { model: 'Users', key: 'name' } } });
      });
    expect(faultsOf(through())).toEqual([]);
    expect(faultsOf(through({ id: 1 }))).toEqual([
      'Post.by: it refers to User.name, which is neither the primary key nor unique',
    ]);
  });

  describe('P58: a key to a table that no model makes', () => {
    const result = posts({ references: { model: 'Legacy', key: 'id' } });
    const legacy = (type: string, unique: boolean) => ({
      schemas: ['public'],
      enums: [],
      tables: [
        {
          schema: 'public',
          name: 'Legacy',
          kind: 'table' as const,
          columns: [{ name: 'id', type: { text: type, dimensions: 0, recognised: true }, nullable: false }],
          primaryKey: unique ? { name: 'Legacy_pkey', columns: ['id'] } : null,
          uniques: [],
          indexes: [],
          foreignKeys: [],
        },
      ],
    });
    const against = (actual: ReturnType<typeof legacy>) =>
      faultsAgainst(result, actual, postgresSpelling()).map(({ problem }) => problem);

    it('is for the database to say', () => {
      expect(faultsOf(result)).toEqual([]);
      expect(result.unresolved).toEqual([
        {
          model: 'Post',
          attribute: 'userId',
          table: { schema: 'public', name: 'Posts' },
          column: 'userId',
          target: { schema: 'public', name: 'Legacy' },
          targetColumn: 'id',
        },
      ]);
    });
    it('is no fault where the table is', () => expect(against(legacy('bigint', true))).toEqual([]));
    it('is one where it is not', () => {
      expect(against({ schemas: ['public'], enums: [], tables: [] })).toEqual([
        'it refers to public.Legacy, which no model makes and the database does not have',
      ]);
    });
    it('is one where the type differs', () => {
      expect(against(legacy('uuid', true))).toEqual([
        'its type integer cannot refer to public.Legacy.id, which is uuid',
      ]);
    });
    it('is one where it is not unique', () => {
      expect(against(legacy('integer', false))).toEqual(['it refers to public.Legacy.id, which is not unique']);
    });
  });
});
