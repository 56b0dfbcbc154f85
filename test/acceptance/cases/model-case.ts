/**
 * The table of models that the laws are tried on. A case says what somebody's application contains; it never says how the
 * library reads it. All cases of one kind share a database, so every case has tables, types and schemas of its own.
 */
import type { ModelAttributes, ModelOptions, Options, Sequelize } from 'sequelize';
import { type ModelCtor, Sequelize as DecoratedSequelize } from 'sequelize-typescript';
import type { TestDatabase } from '../../support/postgres.js';

export interface ModelCase {
  /** Unique in the whole table. */
  readonly name: string;
  readonly define: (sequelize: Sequelize) => unknown;
  /** Classes of sequelize-typescript instead. */
  readonly classes?: () => ModelCtor[];
  /** What every database gets first: schemas, domains, functions. */
  readonly prepare?: string;
  /** Extensions that the case needs; where the server does not offer them it is skipped, loudly. */
  readonly extensions?: readonly string[];
  readonly options?: Options;
  /** `none` for models that raw Sequelize cannot make as they are written, and we can. */
  readonly oracle?: 'none';
}

/** A case of one model, whose table has the case's name. */
export function one(
  name: string,
  attributes: () => ModelAttributes,
  options: ModelOptions & Pick<ModelCase, 'prepare' | 'extensions' | 'oracle'> = {},
): ModelCase {
  const { prepare, extensions, oracle, ...modelOptions } = options;
  return {
    name,
    ...(prepare === undefined ? {} : { prepare }),
    ...(extensions === undefined ? {} : { extensions }),
    ...(oracle === undefined ? {} : { oracle }),
    define: (sequelize) => sequelize.define(modelName(name), attributes(), copyOf(modelOptions)),
  };
}

/** Sequelize writes into the options that it is given. */
function copyOf(options: ModelOptions): ModelOptions {
  return { ...options, ...(options.indexes ? { indexes: options.indexes.map((index) => ({ ...index })) } : {}) };
}

function modelName(name: string): string {
  return name.replace(/[^a-z0-9]+/gi, '_');
}

/** The case's models on this database, on one connection; closed by the database's `drop()` or by the caller. */
export function connect(modelCase: ModelCase, database: TestDatabase): Sequelize {
  const options: Options = { pool: { max: 1 }, ...modelCase.options };
  if (modelCase.classes === undefined) {
    const sequelize = database.sequelize(options);
    modelCase.define(sequelize);
    return sequelize;
  }
  return new DecoratedSequelize(database.url, {
    dialect: 'postgres',
    logging: false,
    ...options,
    models: modelCase.classes(),
  });
}

export async function prepare(modelCase: ModelCase, database: TestDatabase): Promise<void> {
  for (const extension of modelCase.extensions ?? []) {
    await database.query(`CREATE EXTENSION IF NOT EXISTS "${extension}"`);
  }
  if (modelCase.prepare !== undefined) await database.query(modelCase.prepare);
}
