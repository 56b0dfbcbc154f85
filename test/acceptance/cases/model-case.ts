/**
 * The table of models that the laws are tried on. A case says what somebody's application contains; it never says how the
 * library reads it. Cases of one kind share a database, so every case has tables, types and schemas of its own.
 */
import type { ModelAttributes, ModelOptions, Options, Sequelize } from 'sequelize';
import { type ModelCtor, Sequelize as DecoratedSequelize } from 'sequelize-typescript';
import type { DialectName, TestDatabase } from '../../support/database.js';

export interface ModelCase {
  /** Unique in the whole table. */
  readonly name: string;
  readonly define: (sequelize: Sequelize) => unknown;
  /** Classes of sequelize-typescript instead. */
  readonly classes?: () => ModelCtor[];
  /** Those that have what the case is made of. @default all */
  readonly dialects?: readonly DialectName[];
  /** Products that cannot hold what the case is made of, whatever dialect they go by. */
  readonly notOn?: readonly string[];
  /** What every PostgreSQL database gets first: schemas, domains, functions. */
  readonly prepare?: string;
  /** Extensions of PostgreSQL that the case needs; where the server does not offer them it is skipped, loudly. */
  readonly extensions?: readonly string[];
  readonly options?: Options;
  /**
   * `none` for models that raw Sequelize cannot make as they are written, and we can; with the dialects where that is so.
   */
  readonly oracle?: 'none' | { readonly noneOn: readonly DialectName[] };
}

export const POSTGRES: readonly DialectName[] = ['postgres'];
export const MYSQL: readonly DialectName[] = ['mysql', 'mariadb'];
export const SQLITE: readonly DialectName[] = ['sqlite'];

/** The dialect's own name, and whether it is one of MySQL's two. */
export interface Of {
  readonly dialect: DialectName;
  readonly isPostgres: boolean;
  readonly isMysql: boolean;
  readonly isSqlite: boolean;
}

export function of(sequelize: Sequelize): Of {
  const dialect = sequelize.getDialect() as DialectName;
  return {
    dialect,
    isPostgres: dialect === 'postgres',
    isMysql: dialect === 'mysql' || dialect === 'mariadb',
    isSqlite: dialect === 'sqlite',
  };
}

/** A case of one model, whose table has the case's name. */
export function one(
  name: string,
  attributes: (of: Of) => ModelAttributes,
  options: ModelOptions & Pick<ModelCase, 'prepare' | 'extensions' | 'oracle' | 'dialects' | 'notOn'> = {},
): ModelCase {
  const { prepare, extensions, oracle, dialects, notOn, ...modelOptions } = options;
  return {
    name,
    ...(prepare === undefined ? {} : { prepare }),
    ...(extensions === undefined ? {} : { extensions }),
    ...(oracle === undefined ? {} : { oracle }),
    ...(dialects === undefined ? {} : { dialects }),
    ...(notOn === undefined ? {} : { notOn }),
    define: (sequelize) => sequelize.define(modelName(name), attributes(of(sequelize)), copyOf(modelOptions)),
  };
}

/** The same cases for these dialects only, and those that are named for these besides. */
export function only(
  dialects: readonly DialectName[],
  cases: readonly ModelCase[],
  besides: Readonly<Record<string, readonly DialectName[]>> = {},
): readonly ModelCase[] {
  for (const name of Object.keys(besides)) {
    if (!cases.some((modelCase) => modelCase.name === name)) throw new Error(`There is no case "${name}".`);
  }
  return cases.map((modelCase) => ({ dialects: [...dialects, ...(besides[modelCase.name] ?? [])], ...modelCase }));
}

/** Whether raw Sequelize makes the case as it is written. */
export function hasOracle({ oracle }: ModelCase, dialect: DialectName): boolean {
  return oracle === undefined || (oracle !== 'none' && !oracle.noneOn.includes(dialect));
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
  return new DecoratedSequelize({ ...database.options, ...options, models: modelCase.classes() });
}

export async function prepare(modelCase: ModelCase, database: TestDatabase): Promise<void> {
  if (database.server.dialect !== 'postgres') return;
  for (const extension of modelCase.extensions ?? []) {
    await database.query(`CREATE EXTENSION IF NOT EXISTS "${extension}"`);
  }
  if (modelCase.prepare !== undefined) await database.query(modelCase.prepare);
}
