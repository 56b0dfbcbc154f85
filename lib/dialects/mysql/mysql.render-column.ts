import type {
  Column,
  ColumnType,
  ForeignKey,
  Index,
  QualifiedName,
  ReferentialAction,
} from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import { charsetOf } from './mysql.catalog.columns.js';
import { literal, name, names, tableName } from './mysql.quote.js';
import { hasValues, parseType } from './mysql.type-names.js';
import { typeSql } from './mysql.types.js';
import { familyOf } from './mysql.values.js';

/** A column as it stands in CREATE TABLE, ADD and MODIFY: all of it, because what is not said again is gone. */
export function columnSql(column: Column, facts: Facts): string {
  const { extras = [] } = column;
  const generated = column.generated ?? null;
  const stated = defaultSql(column, facts);
  const says = (word: string): string => extras.find((extra) => extra.startsWith(word)) ?? '';
  const onUpdate = / on update /i.test(stated) ? '' : says('ON UPDATE');
  return [
    // A MODIFY that writes the name in another way would rename the column.
    name(column.storedAs ?? column.name),
    collatedType(column),
    says('COMPRESSED'),
    says('SRID'),
    generated === null
      ? ''
      : `GENERATED ALWAYS AS (${generated.expression}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`,
    nullability(column, facts),
    stated,
    onUpdate,
    column.autoIncrement ? 'AUTO_INCREMENT' : '',
    says('INVISIBLE'),
    says('WITHOUT SYSTEM VERSIONING'),
    column.comment ? `COMMENT ${literal(column.comment)}` : '',
    ...(column.checks ?? []),
    ...extras.filter((extra) => extra.startsWith('CHECK')),
  ]
    .filter(Boolean)
    .join(' ');
}

/** The attribute BINARY is the `_bin` collation of the table's character set; of another set it is said by name. */
function collatedType({ type, collation }: Column): string {
  if (!collation || !isText(type)) return typeSql(type);
  const parsed = parseType(type.text);
  if (!parsed?.binary) return `${typeSql(type)} COLLATE ${collation}`;
  return `${type.text.replace(/ binary$/, '')} COLLATE ${charsetOf(collation)}_bin`;
}

function isText(type: ColumnType): boolean {
  return familyOf(type) === 'text' || hasValues(parseType(type.text)?.name ?? '') || !type.recognised;
}

/** NULL is said, because a TIMESTAMP without it was NOT NULL once. MariaDB lets nothing be said of a generated column. */
function nullability({ nullable, generated }: Column, { own }: Facts): string {
  if (generated) return nullable || own['flavour'] === 'mariadb' ? '' : 'NOT NULL';
  return nullable ? 'NULL' : 'NOT NULL';
}

/** MySQL wants an expression in brackets, and Sequelize writes none. */
function defaultSql({ default: stated, autoIncrement, generated }: Column, { own }: Facts): string {
  if (!stated || autoIncrement || generated) return '';
  const sql = stated.asWritten ?? stated.sql;
  const isPlain = stated.kind === 'value' || /^\(|^(current_timestamp|now|localtime|localtimestamp)\b/i.test(sql);
  return `DEFAULT ${isPlain || own['flavour'] === 'mariadb' ? sql : `(${sql})`}`;
}

export function indexSql({ name: own, unique, method, parts }: Index): string {
  const kind = unique ? 'UNIQUE ' : method === 'btree' ? '' : `${method.toUpperCase()} `;
  const list = parts.map(({ column, expression, length, order }) =>
    [
      column === undefined ? `(${expression ?? ''})` : `${name(column)}${length === undefined ? '' : `(${length})`}`,
      order === 'desc' ? 'DESC' : '',
    ]
      .filter(Boolean)
      .join(' '),
  );
  return `${kind}INDEX ${name(own)} (${list.join(', ')})`;
}

const ACTIONS: Readonly<Record<ReferentialAction, string>> = {
  'no-action': 'NO ACTION',
  restrict: 'RESTRICT',
  cascade: 'CASCADE',
  'set-null': 'SET NULL',
  'set-default': 'SET DEFAULT',
};

/** Without a name of its own the server numbers it, as it does for Sequelize. */
export function foreignKeySql({ name: own, columns, target, targetColumns, onDelete, onUpdate }: ForeignKey): string {
  return [
    own === null ? '' : `CONSTRAINT ${name(own)}`,
    `FOREIGN KEY (${names(columns)})`,
    `REFERENCES ${tableName(target)} (${names(targetColumns)})`,
    ACTIONS[onDelete] && `ON DELETE ${ACTIONS[onDelete]}`,
    ACTIONS[onUpdate] && `ON UPDATE ${ACTIONS[onUpdate]}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function alterSql(table: QualifiedName, clauses: readonly string[]): readonly string[] {
  return clauses.length === 0 ? [] : [`ALTER TABLE ${tableName(table)} ${clauses.join(', ')}`];
}
