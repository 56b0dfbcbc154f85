import type { ColumnType } from '../../schema/database-schema.js';
import type { StatedIndex } from '../../schema/spelling.js';
import { baseName } from './postgres.values.js';

const ORDERED: Readonly<Record<string, string>> = {
  smallint: 'int2_ops',
  integer: 'int4_ops',
  bigint: 'int8_ops',
  real: 'float4_ops',
  'double precision': 'float8_ops',
  numeric: 'numeric_ops',
  boolean: 'bool_ops',
  text: 'text_ops',
  'character varying': 'text_ops',
  character: 'bpchar_ops',
  citext: 'citext_ops',
  uuid: 'uuid_ops',
  date: 'date_ops',
  'time without time zone': 'time_ops',
  'timestamp without time zone': 'timestamp_ops',
  'timestamp with time zone': 'timestamptz_ops',
  interval: 'interval_ops',
  bytea: 'bytea_ops',
  inet: 'inet_ops',
  macaddr: 'macaddr_ops',
  jsonb: 'jsonb_ops',
  tsvector: 'tsvector_ops',
};

const INVERTED: Readonly<Record<string, string>> = {
  jsonb: 'jsonb_ops',
  tsvector: 'tsvector_ops',
  hstore: 'gin_hstore_ops',
};

/** True for the class that a column of this type has in such an index anyway, so that the server does not print it. */
export function isDefaultOperatorClass(operatorClass: string, type: ColumnType, method: string): boolean {
  const isInverted = method === 'gin';
  if (!isInverted && method !== 'btree' && method !== 'hash') return false;
  if (type.dimensions > 0) return operatorClass === 'array_ops';
  if (type.enum) return !isInverted && operatorClass === 'enum_ops';
  return (isInverted ? INVERTED : ORDERED)[baseName(type)] === operatorClass;
}

/** Methods whose indexes cannot be unique. */
const ONLY_PLAIN = new Set(['gin', 'gist', 'spgist', 'brin', 'hash']);

export function whyNoIndex({ unique, method, fields }: StatedIndex) {
  const remedy = 'Use btree.';
  if (unique && ONLY_PLAIN.has(method)) return { problem: `is unique, which ${method} indexes cannot be`, remedy };
  if (method === 'hash' && fields > 1) return { problem: 'has several fields, which hash indexes cannot have', remedy };
  return null;
}
