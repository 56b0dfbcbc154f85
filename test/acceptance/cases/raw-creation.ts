/** How a fresh database is made without the library: the oracle. */
import type { Model, ModelStatic, Sequelize } from 'sequelize';
import type { ModelCase } from './model-case.js';

/** Makes the case's tables as raw Sequelize does; the server's own words when it refuses. */
export async function createRaw(modelCase: ModelCase, sequelize: Sequelize): Promise<void> {
  try {
    if (modelCase.oracle === 'createTable') await createTablesThenKeys(sequelize);
    else await sequelize.sync();
  } catch (error) {
    const { parent, sql } = error as { readonly parent?: Error; readonly sql?: string };
    throw new Error(`raw Sequelize: ${(parent ?? (error as Error)).message}\n${sql ?? ''}`, { cause: error });
  }
}

interface Generator {
  attributesToSQL(attributes: object, options: object): Readonly<Record<string, string>>;
  quoteTable(table: unknown): string;
  quoteIdentifier(name: string): string;
}

async function createTablesThenKeys(sequelize: Sequelize): Promise<void> {
  const { models } = (sequelize as unknown as { modelManager: { models: ModelStatic<Model>[] } }).modelManager;
  for (const model of models) await model.sync({ withoutForeignKeyConstraints: true } as never);
  const generator = sequelize.getQueryInterface().queryGenerator as unknown as Generator;
  for (const model of models) {
    const table = model.getTableName();
    const { tableAttributes } = model as unknown as { readonly tableAttributes: object };
    const columns = generator.attributesToSQL(tableAttributes, { context: 'createTable', table });
    for (const [column, definition] of Object.entries(columns)) {
      const [, references] = definition.split(/(?=REFERENCES )/);
      if (references === undefined) continue;
      const key = `ADD FOREIGN KEY (${generator.quoteIdentifier(column)}) ${references}`;
      await sequelize.query(`ALTER TABLE ${generator.quoteTable(table)} ${key}`);
    }
  }
}
