import type { Model, ModelStatic, Sequelize } from 'sequelize';

interface PrivateSequelize {
  readonly modelManager: {
    readonly models: readonly ModelStatic<Model>[];
    getModelsTopoSortedByForeignKey(): readonly ModelStatic<Model>[] | null;
  };
}

interface PrivateModel {
  tableAttributes: Record<string, { readonly references?: unknown; readonly field: string }>;
}

interface Generator {
  attributesToSQL(attributes: object, options: object): Record<string, string>;
  quoteTable(table: unknown): string;
  quoteIdentifier(name: string): string;
}

/**
 * A database as raw Sequelize makes it: `sync()`. Where the models have a key cycle that is no oracle (its second pass
 * doubles uniques and forgets keys): there it is each model's own `sync()` without keys, then every key. SQLite takes a
 * key to a table that is not there yet, and takes none later: there it is each model's own `sync()`.
 */
export async function makeAsOracle(sequelize: Sequelize): Promise<void> {
  const { modelManager } = sequelize as unknown as PrivateSequelize;
  if (sequelize.getDialect() === 'postgres') await createSchemas(sequelize, modelManager.models);
  if (modelManager.getModelsTopoSortedByForeignKey() !== null) await sequelize.sync();
  else if (sequelize.getDialect() === 'sqlite') for (const model of modelManager.models) await model.sync();
  else await createTablesThenKeys(sequelize, modelManager.models);
}

async function createSchemas(sequelize: Sequelize, models: readonly ModelStatic<Model>[]): Promise<void> {
  const schemas = new Set(models.flatMap((model) => schemaOf(model) ?? []));
  for (const schema of schemas) await sequelize.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
}

async function createTablesThenKeys(sequelize: Sequelize, models: readonly ModelStatic<Model>[]): Promise<void> {
  const keys: string[] = [];
  const generator = sequelize.getQueryInterface().queryGenerator as unknown as Generator;
  for (const model of models) {
    const own = model as unknown as PrivateModel;
    const table = model.getTableName();
    const written = generator.attributesToSQL(own.tableAttributes, { context: 'createTable', table });
    for (const [field, sql] of Object.entries(written)) {
      const reference = / (REFERENCES [^]*)$/.exec(sql)?.[1];
      if (reference === undefined) continue;
      const key = `ADD FOREIGN KEY (${generator.quoteIdentifier(field)}) ${reference}`;
      keys.push(`ALTER TABLE ${generator.quoteTable(table)} ${key}`);
    }
    const all = own.tableAttributes;
    own.tableAttributes = Object.fromEntries(
      Object.entries(all).map(([name, attribute]) => [name, { ...attribute, references: undefined }]),
    );
    await model.sync({ hooks: false });
    own.tableAttributes = all;
  }
  for (const key of keys) await sequelize.query(key);
}

function schemaOf(model: ModelStatic<Model>): string | undefined {
  return (model as unknown as { readonly _schema?: string })._schema || undefined;
}
