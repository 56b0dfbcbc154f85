import type { DialectName } from './database.js';

/** A name in the quotes of its dialect. */
export function quoteName(dialect: DialectName, name: string): string {
  return dialect === 'mysql' || dialect === 'mariadb'
    ? `\`${name.replaceAll('`', '``')}\``
    : `"${name.replaceAll('"', '""')}"`;
}
