import type {
  Column,
  ColumnDefault,
  ColumnType,
  ForeignKey,
  Index,
  IndexPart,
  ReferentialAction,
  Table,
  TableKind,
  Unique,
} from '../../schema/database-schema.js';
import { compareText } from '../../schema/qualified-name.js';
import { type ColumnRow, type ForeignKeyRow, type IndexRow, MAIN, type ObjectRow } from './sqlite.catalog.sql.js';
import { canonicalDefault } from './sqlite.defaults.js';
import { type ColumnText, type Definition, parseDefinition } from './sqlite.definition.js';
import { canonicalExpression, readIndexDefinition } from './sqlite.expressions.js';
import { groupBy } from './sqlite.group.js';
import { foldCase, isWord, type Span, tokenize } from './sqlite.lexer.js';
import { canonicalType } from './sqlite.types.js';

export interface TableRows {
  readonly name: string;
  readonly kind: TableKind;
  readonly sql: string;
  readonly columns: readonly ColumnRow[];
  readonly indexes: readonly IndexRow[];
  readonly foreignKeys: readonly ForeignKeyRow[];
  /** What belongs to the table: itself, its indexes and its triggers. */
  readonly objects: readonly ObjectRow[];
  readonly targets: Targets;
}

export interface Targets {
  readonly stored: (name: string) => string;
  readonly primaryKey: (name: string) => readonly string[];
}

export function tableFrom({ name, kind, sql, columns, indexes, foreignKeys, objects, targets }: TableRows): Table {
  const definition = kind === 'table' ? parseDefinition(sql) : null;
  const keyed = columns.filter(({ pk }) => pk > 0).sort((left, right) => left.pk - right.pk);
  const primaryKey = definition && findConstraint(definition, 'primary-key');
  const numbered = isNumbered(definition, sql) ? keyed[0]?.name : undefined;
  const read = columns.map((row) => columnFrom(row, definition, row.name === numbered ? name : null));
  const grouped = [...groupBy(indexes, (row) => row.name)];
  return {
    schema: MAIN,
    name,
    kind,
    columns: read,
    primaryKey:
      keyed.length === 0 ? null : { name: primaryKey?.name ?? null, columns: keyed.map((column) => column.name) },
    uniques: grouped
      .filter(([, rows]) => rows[0]?.origin === 'u')
      .map(([index, rows]) => uniqueFrom(index, rows, definition))
      .sort((left, right) => compareText(left.name ?? '', right.name ?? '')),
    indexes: grouped
      .filter(([, rows]) => rows[0]?.origin === 'c')
      .map(([index, rows]) => indexFrom(index, rows, read, objects))
      .sort((left, right) => compareText(left.name, right.name)),
    foreignKeys: foreignKeysOf(foreignKeys, definition, targets),
    comment: null,
    definition: {
      sql,
      dependents: objects.flatMap(({ type, name: own, sql: text }) =>
        (type === 'index' || type === 'trigger') && text !== null ? [{ kind: type, name: own, sql: text }] : [],
      ),
    },
  };
}

function findConstraint(definition: Definition, kind: 'primary-key') {
  const all = [...definition.constraints, ...definition.columns.flatMap(({ constraints }) => constraints)];
  return all.find((constraint) => constraint.kind === kind);
}

function isNumbered(definition: Definition | null, sql: string): boolean {
  if (definition !== null) return findConstraint(definition, 'primary-key')?.autoIncrement === true;
  return tokenize(sql)?.some((token) => isWord(token, 'autoincrement')) ?? false;
}

function columnFrom(row: ColumnRow, definition: Definition | null, numberedIn: string | null): Column {
  const text = definition?.columns.find(({ name }) => name === row.name);
  // Of a type in quotes the pragma shows the first part only.
  const type = typeOf(text && definition ? (text.type ? textOf(definition, text.type) : '') : row.type, definition);
  const isGenerated = row.hidden === 2 || row.hidden === 3;
  return {
    name: row.name,
    type,
    nullable: row.notNull === 0,
    default: row.default === null || isGenerated ? null : asRead(row.default, type),
    autoIncrement:
      numberedIn === null ? null : { kind: 'serial', sequence: { schema: MAIN, name: numberedIn }, start: '1' },
    generated: isGenerated ? { expression: generatedAs(text, definition), stored: row.hidden === 3 } : null,
    collation: text?.constraints.find(({ kind }) => kind === 'collate')?.collation?.toUpperCase() ?? null,
    comment: null,
    usedBy: [],
  };
}

/** A STRICT table takes six types only: any of them may stand for what a model says, and {@link judge} decides. */
function typeOf(text: string, definition: Definition | null): ColumnType {
  const type = canonicalType(text);
  return definition?.strict ? { ...type, recognised: false } : type;
}

function asRead(sql: string, type: ColumnType): ColumnDefault | null {
  const canonical = canonicalDefault(sql, type);
  return canonical === null || canonical.sql === sql ? canonical : { ...canonical, asWritten: sql };
}

function generatedAs(column: ColumnText | undefined, definition: Definition | null): string {
  const expression = column?.constraints.find(({ kind }) => kind === 'generated')?.expression;
  return expression && definition ? canonicalExpression(textOf(definition, expression)) : '';
}

export function textOf({ sql }: Definition, { start, end }: Span): string {
  return sql.slice(start, end);
}

function uniqueFrom(index: string, rows: readonly IndexRow[], definition: Definition | null): Unique {
  const columns = rows.map(({ column }) => column ?? '');
  const isSame = (names: readonly string[]): boolean =>
    names.length === columns.length && names.every((name, at) => foldCase(name) === foldCase(columns[at] ?? ''));
  const named = [
    ...(definition?.constraints ?? []),
    ...(definition?.columns ?? []).flatMap(({ name, constraints }) =>
      constraints.map((constraint) => ({ ...constraint, columns: [name] })),
    ),
  ].find((constraint) => constraint.kind === 'unique' && isSame(constraint.columns));
  return { name: named?.name ?? index, columns, deferrable: 'not-deferrable' };
}

function indexFrom(
  name: string,
  rows: readonly IndexRow[],
  columns: readonly Column[],
  objects: readonly ObjectRow[],
): Index {
  const sql = objects.find((object) => object.type === 'index' && object.name === name)?.sql ?? '';
  const written = readIndexDefinition(sql);
  const parts = rows.map((row, at): IndexPart => {
    const column = columns.find((candidate) => candidate.name === row.column);
    const own = column?.collation ?? 'BINARY';
    const collation = row.coll.toUpperCase();
    return {
      ...(row.column === null ? { expression: written?.parts[at]?.expression ?? sql } : { column: row.column }),
      order: row.desc ? 'desc' : 'asc',
      nulls: row.desc ? 'first' : 'last',
      operatorClass: null,
      collation: row.column === null || collation === own ? null : collation,
      implied: { operatorClass: null, collation: collation === own ? collation : null },
    };
  });
  const where = written === null ? sql : written.where;
  const isUnique = rows[0]?.unique === 1;
  return { name, unique: isUnique, method: 'btree', parts, where: rows[0]?.partial ? where : null, include: [] };
}

const actions: Readonly<Record<string, ReferentialAction>> = {
  'NO ACTION': 'no-action',
  RESTRICT: 'restrict',
  CASCADE: 'cascade',
  'SET NULL': 'set-null',
  'SET DEFAULT': 'set-default',
};

/** In the order of the text. */
export function foreignKeysOf(
  rows: readonly ForeignKeyRow[],
  definition: Definition | null,
  { stored, primaryKey }: Targets,
): readonly ForeignKey[] {
  const texts = definition === null ? [] : referencesIn(definition);
  const keys = [...groupBy(rows, ({ id }) => id)].sort(([left], [right]) => right - left);
  return keys.map(([, [first, ...rest]], at): ForeignKey => {
    const all = first === undefined ? [] : [first, ...rest];
    const target = stored(first?.target ?? '');
    const text = keys.length === texts.length ? texts[at] : undefined;
    return {
      name: text?.name ?? null,
      columns: all.map(({ column }) => column),
      target: { schema: MAIN, name: target },
      targetColumns: all.map(({ targetColumn }, position) => targetColumn ?? primaryKey(target)[position] ?? ''),
      onDelete: actions[first?.onDelete ?? ''] ?? 'no-action',
      onUpdate: actions[first?.onUpdate ?? ''] ?? 'no-action',
      deferrable: text?.deferrable ?? 'not-deferrable',
      valid: true,
    };
  });
}

/** Columns' own and the table's, as SQLite numbers them. */
export function referencesIn(definition: Definition) {
  return [
    ...definition.columns.flatMap(({ name, constraints }) =>
      constraints.map((constraint) => ({ ...constraint, columns: [name] })),
    ),
    ...definition.constraints,
  ].filter(({ kind }) => kind === 'references');
}
