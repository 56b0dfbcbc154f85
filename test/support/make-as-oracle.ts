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

/**
 * A database as raw Sequelize makes it: `sync()`. Where the models have a key cycle that is no oracle (its second pass
 * doubles uniques and forgets keys): there it is each model's own `sync()` without keys, then every key.
 */
export async function makeAsOracle(sequelize: Sequelize): Promise<void> {
  const { modelManager } = sequelize as unknown as PrivateSequelize;
  const schemas = new Set(modelManager.models.flatMap((model) => schemaOf(model) ?? []));
  for (const schema of schemas) await sequelize.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
  if (modelManager.getModelsTopoSortedByForeignKey() !== null) {
    await sequelize.sync();
    return;
  }
  const keys: string[] = [];
  const generator = sequelize.getQueryInterface().queryGenerator as unknown as {
    attributesToSQL(attributes: object, options: object): Record<string, string>;
    quoteTable(table: unknown): string;
  };
  for (const model of modelManager.models) {
    const own = model as unknown as PrivateModel;
    const written = generator.attributesToSQL(own.tableAttributes, { context: 'createTable' });
    for (const [field, sql] of Object.entries(written)) {
      const reference = / (REFERENCES [^]*)$/.exec(sql)?.[1];
      if (reference === undefined) continue;
      keys.push(`ALTER TABLE ${generator.quoteTable(model.getTableName())} ADD FOREIGN KEY ("${field}") ${reference}`);
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
