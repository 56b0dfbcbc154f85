import { markerSql } from '../marker-sql.js';
import { literal, name, tableName } from './sqlite.quote.js';

export const sqliteMarker = markerSql({
  quote: (own) => (typeof own === 'string' ? name(own) : tableName(own)),
  literal,
  columns:
    '`key` TEXT NOT NULL PRIMARY KEY, `value` TEXT NOT NULL, `updated_at` DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP',
});
