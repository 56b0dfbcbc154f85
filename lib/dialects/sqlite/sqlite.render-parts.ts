import type {
  Column,
  ColumnType,
  ForeignKey,
  Index,
  QualifiedName,
  ReferentialAction,
  Table,
} from '../../schema/database-schema.js';
import { defaultClause } from './sqlite.defaults.js';
import { closing, isName, isSymbol, tokenize } from './sqlite.lexer.js';
import { name, names, tableName } from './sqlite.quote.js';

/** A table as Sequelize writes it: what one column has by itself stands with the column. */
export function createTable(table: Table): string {
  const keyed = table.primaryKey?.columns ?? [];
  const alone = table.uniques.flatMap(({ columns, name: own }) => (columns.length === 1 && !own ? columns : []));
  const ownKeys = table.foreignKeys.filter(({ columns }) => columns.length === 1);
  const parts = [
    ...table.columns.map((column) => {
      const isKey = keyed.length === 1 && keyed[0] === column.name;
      return [
        // Sequelize does the same: to SQLite, a column of a composite key may be NULL.
        columnText(keyed.length > 1 && keyed.includes(column.name) ? { ...column, nullable: false } : column),
        alone.includes(column.name) ? 'UNIQUE' : '',
        isKey ? primaryKeyText(column) : '',
        ...ownKeys.filter(({ columns }) => columns[0] === column.name).map(referencesText),
      ]
        .filter(Boolean)
        .join(' ');
    }),
    ...table.uniques
      .filter((unique) => unique.columns.length !== 1 || unique.name)
      .map((unique) => `${constraintName(unique.name)}UNIQUE (${names(unique.columns)})`),
    ...(keyed.length > 1 ? [`PRIMARY KEY (${names(keyed)})`] : []),
    ...table.foreignKeys.filter((key) => !ownKeys.includes(key)).map(foreignKeyText),
  ];
  return `CREATE TABLE ${tableName(table)} (${parts.join(', ')})`;
}

/** A column with everything but keys: those are the table's. */
export function columnText(column: Column): string {
  return [
    name(column.name),
    typeText(column.type),
    column.collation ? collate(column.collation) : '',
    column.nullable ? '' : 'NOT NULL',
    column.generated
      ? `GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.stored ? 'STORED' : 'VIRTUAL'}`
      : '',
    column.default && !column.autoIncrement ? defaultClause(column.default) : '',
    column.default === null && !column.autoIncrement && !column.generated ? 'DEFAULT NULL' : '',
    ...(column.checks ?? []),
  ]
    .filter(Boolean)
    .join(' ');
}

export function typeText({ text, asWritten }: ColumnType): string {
  return asWritten ?? text;
}

export function primaryKeyText({ autoIncrement }: Pick<Column, 'autoIncrement'>): string {
  return `PRIMARY KEY${autoIncrement ? ' AUTOINCREMENT' : ''}`;
}

export function foreignKeyText(key: ForeignKey): string {
  return `${constraintName(key.name)}FOREIGN KEY (${names(key.columns)}) ${referencesClause(key)}`;
}

/** The same for one column, behind it. */
export function referencesText(key: ForeignKey): string {
  return `${constraintName(key.name)}${referencesClause(key)}`;
}

const actions: Readonly<Record<ReferentialAction, string>> = {
  'no-action': '',
  restrict: 'RESTRICT',
  cascade: 'CASCADE',
  'set-null': 'SET NULL',
  'set-default': 'SET DEFAULT',
};

function referencesClause({ target, targetColumns, onDelete, onUpdate, deferrable }: ForeignKey): string {
  return [
    `REFERENCES ${tableName(target)} (${names(targetColumns)})`,
    actions[onDelete] && `ON DELETE ${actions[onDelete]}`,
    actions[onUpdate] && `ON UPDATE ${actions[onUpdate]}`,
    deferrable === 'initially-deferred' && 'DEFERRABLE INITIALLY DEFERRED',
    deferrable === 'initially-immediate' && 'DEFERRABLE INITIALLY IMMEDIATE',
  ]
    .filter(Boolean)
    .join(' ');
}

export function createIndex(table: QualifiedName, index: Index): string {
  const parts = index.parts.map((part) =>
    [
      part.column === undefined ? expressionText(part.expression ?? '') : name(part.column),
      part.collation ? collate(part.collation) : '',
      part.order === 'desc' ? 'DESC' : '',
    ]
      .filter(Boolean)
      .join(' '),
  );
  return (
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${name(index.name)} ON ${tableName(table)} (${parts.join(', ')})` +
    (index.where === null ? '' : ` WHERE ${index.where}`)
  );
}

export function dropIndex(index: Pick<Index, 'name'>): string {
  return `DROP INDEX ${name(index.name)}`;
}

export function constraintName(constraint: string | null): string {
  return constraint === null ? '' : `CONSTRAINT ${name(constraint)} `;
}

function collate(collation: string): string {
  return `COLLATE ${/^\w+$/.test(collation) ? collation : name(collation)}`;
}

/** A call stands by itself; of anything else the brackets say where it ends. */
function expressionText(expression: string): string {
  const tokens = tokenize(expression) ?? [];
  const isCall =
    tokens.length > 2 && isName(tokens[0]) && isSymbol(tokens[1], '(') && closing(tokens, 1) === tokens.length;
  return isCall ? expression : `(${expression})`;
}
