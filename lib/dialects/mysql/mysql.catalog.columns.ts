import type {
  Column,
  ColumnDefault,
  ColumnType,
  GeneratedColumn,
  QualifiedName,
} from '../../schema/database-schema.js';
import type { ColumnRow } from './mysql.catalog.rows.js';
import { canonicalDefault } from './mysql.defaults.js';
import { canonicalExpression } from './mysql.expressions.js';
import { literal } from './mysql.quote.js';
import { canonicalType } from './mysql.types.js';
import { familyOf, isBareFamily } from './mysql.values.js';

export type Flavour = 'mysql' | 'mariadb';

export interface OwnCheck {
  readonly name: string;
  readonly expression: string;
}

export interface ColumnContext {
  readonly flavour: Flavour;
  readonly table: QualifiedName & { readonly collation: string | null };
  /** Those of this column alone. */
  readonly checks: readonly OwnCheck[];
  /** Those that may be this column's or another one's. */
  readonly unplaced?: readonly OwnCheck[];
}

/** A row of the catalog in canonical spelling. Pure, so that what each server prints can be tested. */
export function columnOf(row: ColumnRow, context: ColumnContext): Column {
  const { flavour, table } = context;
  const { type, collation } = typeOf(row, context);
  const generated = generatedOf(row, flavour);
  const onUpdate = /on update (\S+)/i.exec(row.extra)?.[1];
  const plain = generated === null ? defaultOf(row, type, flavour) : null;
  const extras = extrasOf(row, context, type);
  return {
    name: row.name,
    type,
    nullable: row.nullable === 'YES',
    default: plain && onUpdate !== undefined ? withOnUpdate(plain, onUpdate) : plain,
    autoIncrement: /auto_increment/i.test(row.extra)
      ? { kind: 'serial', sequence: { schema: table.schema, name: table.name }, start: '1' }
      : null,
    generated,
    collation,
    ...(row.collation === null || collation !== null ? {} : { impliedCollation: row.collation }),
    comment: row.comment === '' ? null : row.comment,
    ...(extras.length === 0 ? {} : { extras }),
  };
}

/**
 * A character set or collation that comes from the table is none of the column's own. The `_bin` collation of the table's
 * character set is what the attribute BINARY means.
 */
function typeOf(row: ColumnRow, context: ColumnContext): Pick<Column, 'type' | 'collation'> {
  const plain = canonicalType(row.type);
  if (isJson(row, context)) {
    return { type: { text: 'json', dimensions: 0, recognised: true, fulfils: ['longtext'] }, collation: null };
  }
  const type = plain.text === 'uuid' ? { ...plain, fulfils: ['char(36) binary', 'char(36)'] } : plain;
  const { collation } = context.table;
  if (row.collation === null) return { type, collation: null };
  const isBinary = row.collation.endsWith('_bin');
  const binary = `${type.text} binary`;
  if (row.collation === collation) {
    return { type: isBinary ? { ...type, fulfils: [binary] } : type, collation: null };
  }
  if (isBinary && type.values === undefined && row.collation === `${charsetOf(collation ?? '')}_bin`) {
    return { type: { ...type, text: binary, fulfils: [type.text] }, collation: null };
  }
  return { type: isBinary ? { ...type, fulfils: [binary] } : type, collation: row.collation };
}

export function charsetOf(collation: string): string {
  return collation.split('_')[0] ?? '';
}

/** MariaDB keeps JSON as a text with a check. */
function isJson({ name, type, collation }: ColumnRow, { flavour, checks }: ColumnContext): boolean {
  return (
    flavour === 'mariadb' &&
    type === 'longtext' &&
    collation === 'utf8mb4_bin' &&
    checks.some(({ expression }) => expression === jsonCheck(name))
  );
}

function jsonCheck(column: string): string {
  return canonicalExpression(`json_valid(\`${column.replaceAll('`', '``')}\`)`);
}

/**
 * MariaDB prints a default as SQL: `'a'`, `1`, `NULL`, `current_timestamp()`. MySQL prints the value bare, and says in
 * EXTRA when it is an expression.
 */
function defaultOf({ preset, extra }: ColumnRow, type: ColumnType, flavour: Flavour): ColumnDefault | null {
  if (preset === null) return null;
  if (flavour === 'mariadb') return withText(canonicalDefault(preset, type), preset);
  const isExpression =
    /default_generated/i.test(extra) || (familyOf(type) === 'datetime' && /^current_timestamp/i.test(preset));
  if (isExpression) {
    const sql = unescaped(preset);
    return withText(canonicalDefault(sql, type), /^(current_timestamp|now)\b/i.test(sql) ? sql : `(${sql})`);
  }
  const isBare =
    isBareFamily(familyOf(type)) || /^b'[01]*'$/.test(preset) || (familyOf(type) === 'binary' && /^0x/i.test(preset));
  const sql = isBare ? preset : literal(preset);
  return withText(canonicalDefault(sql, type), sql);
}

function withText(canonical: ColumnDefault | null, sql: string): ColumnDefault | null {
  return canonical === null || canonical.sql === sql ? canonical : { ...canonical, asWritten: sql };
}

/** A model that only says the default is content with it, and one that says both finds both. */
function withOnUpdate(plain: ColumnDefault, onUpdate: string): ColumnDefault {
  return { ...plain, fulfils: [`${plain.sql} on update ${canonicalExpression(onUpdate)}`] };
}

function generatedOf({ generated, extra }: ColumnRow, flavour: Flavour): GeneratedColumn | null {
  if (generated === null || generated === '') return null;
  const expression = canonicalExpression(flavour === 'mysql' ? unescaped(generated) : generated);
  return { expression, stored: /stored|persistent/i.test(extra) };
}

/** MySQL puts a backslash before each quote and backslash of an expression that it prints here. */
export function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_all, character: string) => (character === 'n' ? '\n' : character));
}

/** Never said again: a column that has it is not changed. */
export const UNPLACED = 'UNPLACED CHECK';

/** What no model states and what would go if a change did not say it again. */
function extrasOf(
  row: ColumnRow,
  { flavour, checks, unplaced = [] }: ColumnContext,
  type: ColumnType,
): readonly string[] {
  const onUpdate = /on update (\S+)/i.exec(row.extra)?.[1];
  const own = checks.filter(({ expression }) => !(type.text === 'json' && expression === jsonCheck(row.name)));
  return [
    ...(row.srid === undefined || row.srid === null ? [] : [`SRID ${String(row.srid)}`]),
    ...(/\binvisible\b/i.test(row.extra) ? ['INVISIBLE'] : []),
    ...(/compressed/i.test(row.extra) || /compressed/i.test(row.type) ? ['COMPRESSED'] : []),
    ...(/without system versioning/i.test(row.extra) ? ['WITHOUT SYSTEM VERSIONING'] : []),
    ...(onUpdate === undefined ? [] : [`ON UPDATE ${onUpdate}`]),
    ...(flavour === 'mariadb' ? own.map(({ expression }) => `CHECK (${expression})`) : []),
    ...unplaced.map(({ expression }) => `${UNPLACED} (${expression})`),
  ];
}
