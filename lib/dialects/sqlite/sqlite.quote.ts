import type { QualifiedName } from '../../schema/database-schema.js';

/** Ticks, as Sequelize writes them: to SQLite a name in double quotes may also be a text. */
export function name(identifier: string): string {
  return `\`${identifier.replaceAll('`', '``')}\``;
}

export function names(identifiers: readonly string[]): string {
  return identifiers.map(name).join(', ');
}

/** There is one schema: `main`. */
export function tableName({ name: own }: QualifiedName): string {
  return name(own);
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
