import { markerSql } from '../marker-sql.js';
import { literal, name, tableName } from './mysql.quote.js';

export const mysqlMarker = markerSql({
  quote: (own) => (typeof own === 'string' ? name(own) : tableName(own)),
  literal,
  columns:
    '`key` VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY, `value` TEXT CHARACTER SET utf8mb4 NOT NULL, ' +
    '`updated_at` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP',
  options: ' ENGINE=InnoDB',
});
