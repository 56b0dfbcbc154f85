import type { Dialect } from 'sequelize';
import { DataType } from 'sequelize-typescript';

/** The same shop is played on every database; an application of your own has one, and writes its name here. */
export const dialect = (process.env['DATABASE_URL'] ?? 'postgres:').split(':')[0] as Dialect;

const isPostgres = dialect === 'postgres';

/** A list of texts, and a document: PostgreSQL has types of its own for them. */
export const texts = isPostgres ? DataType.ARRAY(DataType.STRING) : DataType.JSON;
export const document = isPostgres ? DataType.JSONB : DataType.JSON;

/** An index into documents, where there is such a thing. */
export const documentIndexes = isPostgres
  ? [{ name: 'products_attributes', fields: ['attributes'], using: 'gin' }]
  : [];
