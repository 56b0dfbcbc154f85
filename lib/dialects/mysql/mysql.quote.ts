import type { QualifiedName } from '../../schema/database-schema.js';

/** A name between backticks. */
export function name(text: string): string {
  return `\`${text.replaceAll('`', '``')}\``;
}

export function names(list: readonly string[]): string {
  return list.map(name).join(', ');
}

/** All tables are in the database of the connection, as Sequelize writes them: a copy under another name works, too. */
export function tableName({ name: table }: QualifiedName): string {
  return name(table);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\x1a': '\\Z',
  '\\': '\\\\',
  "'": "''",
};

/** A text as a string literal, as the server prints it itself. */
export function literal(text: string): string {
  return `'${Array.from(text, (character) => ESCAPES[character] ?? character).join('')}'`;
}
