import { markerSql } from '../marker-sql.js';
import { literal, name, qualified } from './postgres.quote.js';

export const postgresMarker = markerSql({
  quote: (own) => (typeof own === 'string' ? name(own) : qualified(own)),
  literal,
  columns: '"key" varchar(255) PRIMARY KEY, "value" text NOT NULL, "updated_at" timestamptz NOT NULL DEFAULT now()',
});
