import { Sequelize } from 'sequelize';
import type { Options } from 'sequelize';
import { postgresSpelling } from '../../../lib/dialects/postgres/postgres.types.js';
import { type ReadModels, readModels, type ReadModelsOptions } from '../../../lib/models/read-models.js';
import type { Column, Table } from '../../../lib/schema/database-schema.js';

/** Defines models on a Sequelize that never connects, and reads them. */
export function read(
  define: (sequelize: Sequelize) => unknown,
  options: Partial<ReadModelsOptions> = {},
  sequelizeOptions: Options = {},
): ReadModels {
  const sequelize = new Sequelize({ dialect: 'postgres', logging: false, ...sequelizeOptions });
  define(sequelize);
  const spelling = postgresSpelling({ quoteIdentifiers: sequelizeOptions.quoteIdentifiers !== false });
  return readModels(sequelize, { spelling, currentSchema: 'public', ...options });
}

export function tableNamed({ wanted }: ReadModels, name: string, schema = 'public'): Table {
  const table = wanted.tables.find((each) => each.name === name && each.schema === schema);
  if (!table) throw new Error(`No table ${name}; there are ${wanted.tables.map((each) => each.name).join(', ')}`);
  return table;
}

export function columnNamed(read: ReadModels, table: string, name: string): Column {
  const { columns } = tableNamed(read, table);
  const column = columns.find((each) => each.name === name);
  if (!column) throw new Error(`No column ${name}; there are ${columns.map((each) => each.name).join(', ')}`);
  return column;
}

/** "Model.attribute: problem", sorted. */
export function faultsOf({ faults }: Pick<ReadModels, 'faults'>): readonly string[] {
  return faults
    .map(({ model, attribute, problem }) => `${model}${attribute ? `.${attribute}` : ''}: ${problem}`)
    .sort();
}
