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
import { compareText, keyOf } from '../../schema/qualified-name.js';
import { deferrability } from './postgres.catalog.indexes.js';
import type { ColumnRow, CommentData, ForeignKeyData, SequenceData } from './postgres.catalog.rows.js';
import { canonicalDefault, canonicalExpression, canonicalType, enumColumnType } from './postgres.types.js';

/** A table while its rows come in. */
export interface DraftColumn {
  readonly row: ColumnRow;
  readonly name: string;
  readonly usedBy: ColumnDependant[];
  sequence?: SequenceData;
  comment?: string;
}

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

export function draftTables(rows: readonly ColumnRow[]): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const row of rows) {
    const key = keyOf({ schema: row.schema, name: row.table });
    const draft = drafts.get(key) ?? {
      schema: row.schema,
      name: row.table,
      kind: kinds[row.kind] ?? 'table',
      comment: null,
      columns: new Map<number, DraftColumn>(),
      primaryKey: null,
      uniques: [],
      indexes: [],
      foreignKeys: [],
    };
    drafts.set(key, draft);
    if (row.column !== null) draft.columns.set(row.number, { row, name: row.column, usedBy: [] });
  }
  return drafts;
}

function columnOf({ row, name, usedBy, sequence, comment }: DraftColumn): Column {
  const autoIncrement = autoIncrementOf(row, sequence);
  const enumType = enumOf(row);
  const type = enumType === null ? canonicalType(row.type) : enumColumnType(enumType, row.dimensions);
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
    collation: row.collation,
    comment: comment ?? null,
    usedBy: usedBy.sort((left, right) => compareText(left.kind, right.kind) || compareText(left.name, right.name)),
  };
}

/** An owned sequence alone is no auto-increment: the column's default must draw from it. */
function autoIncrementOf({ identity, expression }: ColumnRow, owned: SequenceData | undefined): AutoIncrement | null {
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

/** The enum type behind a column: by the column, never by guessing its name. */
export function enumOf(row: ColumnRow): QualifiedName | null {
  if (row.enum === null) return null;
  const [schema, name] = JSON.parse(row.enum) as readonly [string, string];
  return { schema, name };
}

export function addComment(draft: Draft, { column: number, text }: CommentData): void {
  const column = draft.columns.get(number);
  if (column !== undefined) column.comment = text;
  else if (number === 0) draft.comment = text;
}

export function addSequence(draft: Draft, sequence: SequenceData): void {
  const column = draft.columns.get(sequence.column);
  if (column !== undefined) column.sequence = sequence;
}

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'no-action',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
};

export function foreignKeyOf(
  data: ForeignKeyData,
  source: Draft | undefined,
  drafts: ReadonlyMap<string, Draft>,
): ForeignKey {
  const target = { schema: data.targetSchema, name: data.target };
  return {
    name: data.name,
    columns: columnNames(data.columns, source),
    target,
    targetColumns: columnNames(data.targetColumns, drafts.get(keyOf(target))),
    onDelete: actions[data.onDelete] ?? 'no-action',
    onUpdate: actions[data.onUpdate] ?? 'no-action',
    deferrable: deferrability(data.deferrable, data.deferred),
    valid: data.valid,
  };
}

function columnNames(columns: readonly (string | number)[], table: Draft | undefined): readonly string[] {
  return columns.map((column) => (typeof column === 'string' ? column : (table?.columns.get(column)?.name ?? '')));
}

export function finish(draft: Draft): Table {
  return {
    ...draft,
    columns: [...draft.columns.values()].map(columnOf),
    uniques: draft.uniques.sort((left, right) => compareText(left.name ?? '', right.name ?? '')),
    indexes: draft.indexes.sort((left, right) => compareText(left.name, right.name)),
    foreignKeys: draft.foreignKeys.sort((left, right) => compareText(left.name ?? '', right.name ?? '')),
  };
}
