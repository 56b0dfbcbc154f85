import { DataTypes, type IndexesOptions, Op, Sequelize } from 'sequelize';
import { describeEvolutions, type Evolution, type Models, models, table } from '../support/evolution.js';

const COLUMNS = { a: DataTypes.TEXT, b: DataTypes.INTEGER, j: DataTypes.JSONB };
const ROWS = `INSERT INTO things (a, b, j) VALUES ('x', 1, '{}'), ('y', 2, '{}')`;

function indexes(
  from: readonly IndexesOptions[],
  to: readonly IndexesOptions[],
  rows = ROWS,
): Pick<Evolution, 'before' | 'after' | 'rows'> {
  return {
    before: table('things', COLUMNS, { indexes: [...from] }),
    rows,
    after: table('things', COLUMNS, { indexes: [...to] }),
  };
}

const plain: IndexesOptions = { name: 'things_i', fields: ['a'] };

describeEvolutions('indexes', [
  {
    name: 'added',
    ...indexes([], [plain]),
    runs: ['CREATE INDEX "things_i" ON "public"."things" USING btree ("a")'],
  },
  {
    name: 'added: expression, order, method, predicate',
    ...indexes(
      [],
      [
        { name: 'i_lower', fields: [Sequelize.fn('lower', Sequelize.col('a'))] },
        { name: 'i_order', fields: [{ name: 'a', order: 'DESC' }, 'b'] },
        { name: 'i_gin', fields: ['j'], using: 'gin' },
        { name: 'i_where', fields: ['b'], where: { a: { [Op.ne]: null } } },
      ],
    ),
    runs: [
      'CREATE INDEX "i_lower" ON "public"."things" USING btree ((lower(a)))',
      'CREATE INDEX "i_order" ON "public"."things" USING btree ("a" DESC, "b")',
      'CREATE INDEX "i_gin" ON "public"."things" USING gin ("j")',
      'CREATE INDEX "i_where" ON "public"."things" USING btree ("b") WHERE a is not null',
    ],
  },
  {
    name: 'unique, added on an empty table',
    ...indexes([], [{ ...plain, unique: true }], ''),
    runs: ['CREATE UNIQUE INDEX "things_i" ON "public"."things" USING btree ("a")'],
  },
  {
    name: 'unique, added on a filled table',
    ...indexes([], [{ ...plain, unique: true }]),
    runs: ['CREATE UNIQUE INDEX "things_i" ON "public"."things" USING btree ("a")'],
  },
  {
    name: 'unique, added where two rows have the same: held',
    ...indexes([], [{ ...plain, unique: true }], `INSERT INTO things (a) VALUES ('x'), ('x'), (NULL), (NULL)`),
    held: ['[unique-on-filled-table] CREATE UNIQUE INDEX "things_i" ON "public"."things" USING btree ("a")'],
  },
  {
    name: 'unique and partial over an expression, added on a filled table',
    ...indexes(
      [],
      [{ name: 'i', unique: true, fields: [Sequelize.fn('lower', Sequelize.col('a'))], where: { b: { [Op.gt]: 0 } } }],
    ),
    runs: ['CREATE UNIQUE INDEX "i" ON "public"."things" USING btree ((lower(a))) WHERE b > 0'],
  },
  {
    name: 'unique and partial over an expression, added where two rows have the same: held',
    ...indexes(
      [],
      [{ name: 'i', unique: true, fields: [Sequelize.fn('lower', Sequelize.col('a'))], where: { b: { [Op.gt]: 0 } } }],
      `INSERT INTO things (a, b) VALUES ('x', 1), ('X', 2), ('x', 0)`,
    ),
    held: [
      '[unique-on-filled-table] CREATE UNIQUE INDEX "i" ON "public"."things" USING btree ((lower(a))) WHERE b > 0',
    ],
  },
  {
    name: 'unique over an expression, on a filled table',
    ...indexes([], [{ name: 'i', unique: true, fields: [Sequelize.fn('lower', Sequelize.col('a'))] }]),
    runs: ['CREATE UNIQUE INDEX "i" ON "public"."things" USING btree ((lower(a)))'],
  },
  {
    name: 'P30: replaced: other columns',
    ...indexes([plain], [{ name: 'things_i', fields: ['a', 'b'] }]),
    runs: [
      `DROP INDEX "public"."things_i";
CREATE INDEX "things_i" ON "public"."things" USING btree ("a", "b")`,
    ],
  },
  {
    name: 'P30: replaced: another order',
    ...indexes([plain], [{ name: 'things_i', fields: [{ name: 'a', order: 'DESC' }] }]),
    runs: [
      `DROP INDEX "public"."things_i";
CREATE INDEX "things_i" ON "public"."things" USING btree ("a" DESC)`,
    ],
  },
  {
    name: 'P30: replaced: another predicate',
    ...indexes([{ ...plain, where: { b: 1 } }], [{ ...plain, where: { b: 2 } }]),
    runs: [
      `DROP INDEX "public"."things_i";
CREATE INDEX "things_i" ON "public"."things" USING btree ("a") WHERE b = 2`,
    ],
  },
  {
    name: 'P30: replaced: another method',
    ...indexes([plain], [{ ...plain, using: 'hash' }]),
    runs: [
      `DROP INDEX "public"."things_i";
CREATE INDEX "things_i" ON "public"."things" USING hash ("a")`,
    ],
  },
  {
    name: 'P30: replaced: an operator class',
    ...indexes([plain], [{ name: 'things_i', fields: [{ name: 'a', operator: 'text_pattern_ops' }] }]),
    runs: [
      `DROP INDEX "public"."things_i";
CREATE INDEX "things_i" ON "public"."things" USING btree ("a" text_pattern_ops)`,
    ],
  },
  {
    name: 'P30: replaced: no longer unique',
    ...indexes([{ ...plain, unique: true }], [plain]),
    runs: [
      `DROP INDEX "public"."things_i";
CREATE INDEX "things_i" ON "public"."things" USING btree ("a")`,
    ],
  },
  {
    name: 'P30: unique now, on a filled table',
    ...indexes([plain], [{ ...plain, unique: true }]),
    runs: [
      `DROP INDEX "public"."things_i";
CREATE UNIQUE INDEX "things_i" ON "public"."things" USING btree ("a")`,
    ],
  },
  {
    name: 'P30: unique now, where two rows have the same: held, the old one stays',
    ...indexes([plain], [{ ...plain, unique: true }], `INSERT INTO things (a) VALUES ('x'), ('x')`),
    held: [
      `[unique-on-filled-table] DROP INDEX "public"."things_i";
CREATE UNIQUE INDEX "things_i" ON "public"."things" USING btree ("a")`,
    ],
  },
  {
    name: 'P30: unique now, on an empty table: replaced',
    ...indexes([plain], [{ ...plain, unique: true }], ''),
    runs: [
      `DROP INDEX "public"."things_i";
CREATE UNIQUE INDEX "things_i" ON "public"."things" USING btree ("a")`,
    ],
  },
  {
    name: 'removed from the model: left over',
    ...indexes([plain], []),
    leftovers: ['index things.things_i'],
  },
  {
    name: 'another name with the same definition: nothing to do',
    ...indexes([plain], [{ name: 'renamed', fields: ['a'] }]),
    aside: { names: true },
  },
  {
    name: 'another name with another definition: added, the old one left over',
    ...indexes([plain], [{ name: 'renamed', fields: ['b'] }]),
    runs: ['CREATE INDEX "renamed" ON "public"."things" USING btree ("b")'],
    leftovers: ['index things.things_i'],
  },
  {
    name: 'predicates that are spelt in another way are the same',
    ...indexes([{ ...plain, where: { b: { [Op.in]: [1, 2] } } }], [{ ...plain, where: { b: { [Op.in]: [1, 2] } } }]),
  },
  {
    name: 'INVALID, left behind by a build that was interrupted: built anew',
    ...indexes([plain], [plain]),
    rows: `${ROWS}; UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'things_i'::regclass`,
    runs: [
      `DROP INDEX "public"."things_i";
CREATE INDEX "things_i" ON "public"."things" USING btree ("a")`,
    ],
  },
  {
    name: 'over a new column',
    before: table('things', { a: DataTypes.TEXT }),
    rows: `INSERT INTO things (a) VALUES ('x'), ('y')`,
    after: table(
      'things',
      { a: DataTypes.TEXT, b: DataTypes.TEXT },
      { indexes: [{ fields: ['b'] }, { name: 'both', unique: true, fields: ['a', 'b'] }] },
    ),
    runs: [
      'ALTER TABLE "public"."things" ADD COLUMN "b" text',
      'CREATE INDEX "things_b" ON "public"."things" USING btree ("b")',
      'CREATE UNIQUE INDEX "both" ON "public"."things" USING btree ("a", "b")',
    ],
  },
  {
    name: 'what depends on a held change of type is held, too',
    before: table('things', { a: DataTypes.DOUBLE }),
    rows: `INSERT INTO things (a) VALUES (1.5)`,
    after: table(
      'things',
      { a: { type: DataTypes.INTEGER, defaultValue: 7 }, b: DataTypes.TEXT },
      {
        indexes: [
          { name: 'i', fields: [Sequelize.fn('abs', Sequelize.col('a'))] },
          { name: 'p', fields: ['b'], where: { a: 7 } },
          { name: 'q', fields: ['b'] },
        ],
      },
    ),
    runs: [
      'ALTER TABLE "public"."things" ADD COLUMN "b" text',
      'CREATE INDEX "q" ON "public"."things" USING btree ("b")',
    ],
    held: [
      '[type-narrowing] ALTER TABLE "public"."things" ALTER COLUMN "a" TYPE integer',
      `[depends-on-held] ALTER TABLE "public"."things" ALTER COLUMN "a" SET DEFAULT 7`,
      '[depends-on-held] CREATE INDEX "i" ON "public"."things" USING btree ((abs(a)))',
      `[depends-on-held] CREATE INDEX "p" ON "public"."things" USING btree ("b") WHERE a = 7`,
    ],
  },
  {
    name: 'P31: names of more than 63 bytes are cut',
    ...indexes(
      [{ name: 'i'.repeat(70), fields: ['a'] }],
      [
        { name: 'i'.repeat(70), fields: ['a'] },
        { name: 'k'.repeat(70), fields: ['b'] },
      ],
    ),
    runs: [
      'CREATE INDEX "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk" ON "public"."things" USING btree ("b")',
    ],
  },
  {
    name: 'quotes in a name',
    ...indexes([], [{ name: `say "hi" it's`, fields: ['a'] }]),
    runs: [`CREATE INDEX "say hi it's" ON "public"."things" USING btree ("a")`],
  },
]);

const EMAIL = { email: DataTypes.STRING };

const codes = (index: Partial<IndexesOptions>): Models =>
  table('codes', { code: DataTypes.TEXT }, { indexes: [{ name: 'by_code', fields: ['code'], ...index }] });
const users = table('users', { code: { type: DataTypes.TEXT, references: { model: 'codes', key: 'code' } } });
const REPLACED = `DROP INDEX "public"."by_code";
CREATE UNIQUE INDEX "by_code" ON "public"."codes" USING btree ("code" DESC)`;

describeEvolutions('indexes that keys stand on', [
  {
    name: 'replaced while a key needs the old one: held, whatever is permitted',
    before: models(codes({ unique: true }), users),
    after: models(codes({ unique: true, fields: [{ name: 'code', order: 'DESC' }] }), users),
    options: { allow: { hazards: ['column-in-use'] } },
    held: [`[column-in-use] ${REPLACED}`],
  },
  {
    name: 'replaced while the key of a table without a model needs the old one: held',
    before: codes({ unique: true }),
    rows: 'CREATE TABLE strangers (code text REFERENCES codes (code))',
    after: codes({ unique: true, fields: [{ name: 'code', order: 'DESC' }] }),
    held: [`[column-in-use] ${REPLACED}`],
    aside: { from: (catalog) => void delete catalog.tables['public.strangers'] },
  },
  {
    name: 'replaced by a unique one that is held: the key that needs it waits',
    before: codes({}),
    rows: `INSERT INTO codes (code) VALUES ('x'), ('x')`,
    after: models(codes({ unique: true }), users),
    runs: ['CREATE TABLE "public"."users" ("id" SERIAL NOT NULL, "code" text, PRIMARY KEY ("id"))'],
    held: [
      `[unique-on-filled-table] DROP INDEX "public"."by_code";
CREATE UNIQUE INDEX "by_code" ON "public"."codes" USING btree ("code")`,
      '[depends-on-held] ALTER TABLE "public"."users" ADD FOREIGN KEY ("code") REFERENCES "public"."codes" ("code")',
    ],
  },
]);

describeEvolutions('uniques', [
  {
    name: 'a unique added on an empty table',
    before: table('users', EMAIL),
    after: table('users', { email: { type: DataTypes.STRING, unique: true } }),
    runs: ['ALTER TABLE "public"."users" ADD UNIQUE ("email")'],
  },
  {
    name: 'a unique added on a filled table',
    before: table('users', EMAIL),
    rows: `INSERT INTO users (email) VALUES ('a'), ('b'), (NULL), (NULL)`,
    after: table('users', { email: { type: DataTypes.STRING, unique: true } }),
    runs: ['ALTER TABLE "public"."users" ADD UNIQUE ("email")'],
  },
  {
    name: 'a unique added where two rows have the same: held',
    before: table('users', EMAIL),
    rows: `INSERT INTO users (email) VALUES ('a'), ('a')`,
    after: table('users', { email: { type: DataTypes.STRING, unique: true } }),
    held: ['[unique-on-filled-table] ALTER TABLE "public"."users" ADD UNIQUE ("email")'],
  },
  {
    name: 'P6: named, over two columns',
    before: table('users', { a: DataTypes.TEXT, b: DataTypes.TEXT }),
    after: table('users', {
      a: { type: DataTypes.TEXT, unique: 'both' },
      b: { type: DataTypes.TEXT, unique: 'both' },
    }),
    runs: ['ALTER TABLE "public"."users" ADD UNIQUE ("a", "b")'],
  },
  {
    name: 'over an old and a new column, on a filled table',
    before: table('users', { a: DataTypes.TEXT }),
    rows: `INSERT INTO users (a) VALUES ('x'), ('x')`,
    after: table('users', {
      a: { type: DataTypes.TEXT, unique: 'both' },
      b: { type: DataTypes.TEXT, unique: 'both' },
    }),
    runs: ['ALTER TABLE "public"."users" ADD COLUMN "b" text', 'ALTER TABLE "public"."users" ADD UNIQUE ("a", "b")'],
  },
  {
    name: 'a unique removed from the model: left over',
    before: table('users', { email: { type: DataTypes.STRING, unique: true } }),
    rows: `INSERT INTO users (email) VALUES ('a')`,
    after: table('users', EMAIL),
    leftovers: ['unique users.users_email_key'],
  },
  {
    name: 'P5: one of several left by earlier alters will do, the others are left over',
    before: table('users', { email: { type: DataTypes.STRING, unique: true } }),
    rows: `ALTER TABLE users ADD UNIQUE (email), ADD UNIQUE (email)`,
    after: table('users', { email: { type: DataTypes.STRING, unique: true } }),
    leftovers: ['unique users.users_email_key1', 'unique users.users_email_key2'],
  },
  {
    name: 'a unique index stands for a unique',
    before: table('users', EMAIL, { indexes: [{ name: 'u', unique: true, fields: ['email'] }] }),
    after: table('users', { email: { type: DataTypes.STRING, unique: true } }),
    aside: {
      from: (catalog) => {
        const users = catalog.tables['public.users'];
        if (users) {
          Object.assign(users, { indexes: {}, constraints: {} });
        }
      },
    },
  },
]);
