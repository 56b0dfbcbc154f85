import type {
  AutoIncrement,
  Column,
  ColumnDefault,
  ColumnDependant,
  ForeignKey,
  Index,
  QualifiedName,
  ReferentialAction,
  Table,
  TableKind,
  Unique,
} from '../../schema/database-schema.js';
import { compareText } from '../../schema/qualified-name.js';
import { deferrability } from './postgres.catalog.indexes.js';
import {
  type ColumnRow,
  type DependantData,
  type ForeignKeyData,
  idOf,
  type SequenceData,
  type TableData,
} from './postgres.catalog.rows.js';
import type { Names } from './postgres.catalog.names.js';
import { canonicalDefault, canonicalExpression } from './postgres.types.js';

/** A table while its rows come in. */
export interface DraftColumn {
  readonly row: ColumnRow;
  readonly name: string;
  readonly usedBy: ColumnDependant[];
  sequence?: QualifiedName & { readonly start: string };
  comment?: string;
}

/** By the server's number of the table. */
export type Drafts = ReadonlyMap<number, Draft>;

export interface Draft extends QualifiedName {
  readonly kind: TableKind;
  comment: string | null;
  /** By number, in the order of declaration. */
  readonly columns: Map<number, DraftColumn>;
  primaryKey: Table['primaryKey'];
  readonly uniques: Unique[];
  readonly indexes: Index[];
  readonly foreignKeys: ForeignKey[];
}

const kinds: Readonly<Record<string, TableKind>> = {
  r: 'table',
  p: 'partitioned-table',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign-table',
};

export function draftTable(name: string, [schema, kind]: TableData): Draft {
  return {
    schema,
    name,
    kind: kinds[kind] ?? 'table',
    comment: null,
    columns: new Map(),
    primaryKey: null,
    uniques: [],
    indexes: [],
    foreignKeys: [],
  };
}

export function addColumns(drafts: Drafts, rows: readonly ColumnRow[]): void {
  for (const row of rows) {
    drafts.get(idOf(row.table))?.columns.set(row.number, { row, name: row.name, usedBy: [] });
  }
}

function columnOf({ row, name, usedBy, sequence, comment }: DraftColumn, names: Names): Column {
  const autoIncrement = autoIncrementOf(row, sequence);
  const { type, collation } = names.typeOf(row);
  return {
    name,
    type,
    nullable: !row.notNull,
    default:
      row.expression === null ||
      row.generated !== '' ||
      (autoIncrement?.kind === 'serial' && autoIncrement.sequence !== undefined)
        ? null
        : asRead(row.expression, canonicalDefault(row.expression, type)),
    autoIncrement,
    generated:
      row.generated === '' || row.expression === null
        ? null
        : { expression: canonicalExpression(row.expression), stored: row.generated === 's' },
    collation: idOf(row.collation) === collation ? null : (names.collations.get(idOf(row.collation)) ?? null),
    comment: comment ?? null,
    usedBy: usedBy.sort((left, right) => compareText(left.kind, right.kind) || compareText(left.name, right.name)),
  };
}

/** An owned sequence alone is no auto-increment: the column's default must draw from it. */
function autoIncrementOf({ identity, expression }: ColumnRow, owned: DraftColumn['sequence']): AutoIncrement | null {
  // Numbers from a sequence that belongs to nobody, or to another column: made by hand, and as good.
  if (owned === undefined) return drawsFromSequence(expression) ? { kind: 'serial' } : null;
  const behind = { sequence: { schema: owned.schema, name: owned.name }, start: owned.start };
  if (identity === 'a') return { kind: 'identity-always', ...behind };
  if (identity === 'd') return { kind: 'identity-by-default', ...behind };
  return drawsFromSequence(expression) ? { kind: 'serial', ...behind } : null;
}

/** With `quote_all_identifiers` even this name is quoted. */
function drawsFromSequence(expression: string | null): boolean {
  return /^(?:"?pg_catalog"?\.)?"?nextval"?\(/.test(expression ?? '');
}

/** Put back, by an undo, in the server's own words. */
function asRead(expression: string, canonical: ColumnDefault | null): ColumnDefault | null {
  return canonical === null || canonical.sql === expression ? canonical : { ...canonical, asWritten: expression };
}

export function addComment(draft: Draft, number: number, text: string): void {
  const column = draft.columns.get(number);
  if (column !== undefined) column.comment = text;
  else if (number === 0) draft.comment = text;
}

export function addSequence(draft: Draft, name: string, [number, schema, start]: SequenceData): void {
  const column = draft.columns.get(number);
  if (column !== undefined) column.sequence = { schema, name, start };
}

export function addDependant(draft: Draft, [number, kind, name]: DependantData): void {
  const dependants = draft.columns.get(number)?.usedBy;
  if (dependants && !dependants.some((known) => known.kind === kind && known.name === name)) {
    dependants.push({ kind, name });
  }
}

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'no-action',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
};

export function foreignKeyOf(
  name: string,
  data: ForeignKeyData,
  source: Draft | undefined,
  drafts: Drafts,
): ForeignKey & { readonly name: string } {
  const inside = drafts.get(idOf(data.targetId));
  const [schema, table] = data.target ?? [inside?.schema ?? '', inside?.name ?? ''];
  return {
    name,
    columns: columnNames(data.columns, source),
    target: { schema, name: table },
    targetColumns: columnNames(data.targetColumns, inside),
    onDelete: actions[data.onDelete] ?? 'no-action',
    onUpdate: actions[data.onUpdate] ?? 'no-action',
    deferrable: deferrability(data.deferrable, data.deferred),
    valid: data.valid,
    ...(data.match === 'f' ? { match: 'full' as const } : {}),
  };
}

function columnNames(columns: readonly (string | number)[], table: Draft | undefined): readonly string[] {
  return columns.map((column) => (typeof column === 'string' ? column : (table?.columns.get(column)?.name ?? '')));
}

export function finish(draft: Draft, names: Names): Table {
  return {
    ...draft,
    columns: [...draft.columns.values()]
      .sort((left, right) => left.row.number - right.row.number)
      .map((column) => columnOf(column, names)),
  };
}
