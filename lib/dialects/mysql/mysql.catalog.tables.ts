import type { ForeignKey, Index, IndexPart, PrimaryKey, ReferentialAction } from '../../schema/database-schema.js';
import { compareText } from '../../schema/qualified-name.js';
import { unescaped } from './mysql.catalog.columns.js';
import type { ForeignKeyRow, IndexRow, Numeric } from './mysql.catalog.rows.js';
import { canonicalExpression } from './mysql.expressions.js';
import { supportsKey } from './mysql.names.js';

/** Rows with something in common, in their order. */
export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

export function inOrder<Row extends { readonly position: Numeric }>(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((left, right) => Number(left.position) - Number(right.position));
}

/** The server numbers what has no name as it comes: `email`, `email_2`, `email_10`. */
function byNumberedName(left: string, right: string): number {
  const [one, other] = [left, right].map((name) => /^(.*?)(?:_(\d+))?$/s.exec(name));
  return (
    compareText(one?.[1] ?? '', other?.[1] ?? '') ||
    Number(one?.[2] ?? 0) - Number(other?.[2] ?? 0) ||
    compareText(left, right)
  );
}

interface Indexes {
  readonly primaryKey: PrimaryKey | null;
  readonly indexes: readonly Index[];
}

/** The indexes of one table. Every unique key is an index here; the key of the rows is called PRIMARY. */
export function indexesOf(rows: readonly IndexRow[], foreignKeys: readonly ForeignKey[]): Indexes {
  const groups = [...groupBy(rows, ({ name }) => name)].map(([, parts]) => inOrder(parts));
  const primary = groups.find(([first]) => first?.name === 'PRIMARY');
  const indexes = groups
    .filter((parts) => parts !== primary)
    .flatMap((parts) => (parts[0] === undefined ? [] : [indexOf(parts[0], parts)]))
    .sort((left, right) => byNumberedName(left.name, right.name));
  return {
    primaryKey: primary ? { name: 'PRIMARY', columns: primary.flatMap(({ col }) => col ?? []) } : null,
    indexes: indexes.map((index) => (isNeeded(index, indexes, foreignKeys) ? { ...index, implied: true } : index)),
  };
}

function indexOf({ name, plain, type }: IndexRow, parts: readonly IndexRow[]): Index {
  const kind = type.toLowerCase();
  const method = kind === 'fulltext' || kind === 'spatial' ? kind : 'btree';
  return {
    name,
    unique: Number(plain) === 0,
    method,
    parts: parts.map((part) => partOf(part, method)),
    where: null,
    include: [],
  };
}

/** 3072 bytes, in characters of 4, 3, 2 and 1 of them: where no length is stated, MariaDB takes so many of a TEXT. */
const LONGEST: ReadonlySet<number> = new Set([768, 1024, 1536, 3072]);

function partOf({ col, expression, direction, length }: IndexRow, method: string): IndexPart {
  const order = direction === 'D' ? 'desc' : 'asc';
  return {
    ...(col === null ? { expression: canonicalExpression(unescaped(expression ?? '')) } : { column: col }),
    // Of a spatial index the server prints how much of the box it stores.
    ...(length === null || method !== 'btree'
      ? {}
      : { length: Number(length), ...(LONGEST.has(Number(length)) ? { isLongest: true } : {}) }),
    order,
    nulls: order === 'desc' ? 'first' : 'last',
    operatorClass: null,
    collation: null,
  };
}

/** A foreign key stands on it, and would on no other: the server lets nobody drop it. */
function isNeeded(index: Index, indexes: readonly Index[], foreignKeys: readonly ForeignKey[]): boolean {
  if (index.unique) return false;
  return foreignKeys.some(({ columns }) => {
    if (!supportsKey(index, columns)) return false;
    const others = indexes.filter((other) => other !== index && supportsKey(other, columns));
    return index.parts.length === columns.length || others.length === 0;
  });
}

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  'NO ACTION': 'no-action',
  RESTRICT: 'restrict',
  CASCADE: 'cascade',
  'SET NULL': 'set-null',
  'SET DEFAULT': 'set-default',
};

/** The foreign keys of one table. Where the user may not see what they do, that is said, not guessed. */
export function foreignKeysOf(rows: readonly ForeignKeyRow[], database: string): readonly ForeignKey[] {
  return [...groupBy(rows, ({ name }) => name)]
    .flatMap(([name, group]) => {
      const columns = inOrder(group.filter(({ what }) => what === 'column'));
      const actions = group.find(({ what }) => what === 'actions');
      const [first] = columns;
      if (first === undefined) return [];
      const key: ForeignKey = {
        name,
        columns: columns.map(({ one }) => one),
        target: { schema: first.db ?? database, name: first.target ?? '' },
        targetColumns: columns.map(({ two }) => two),
        onDelete: ACTIONS[actions?.one ?? ''] ?? 'no-action',
        onUpdate: ACTIONS[actions?.two ?? ''] ?? 'no-action',
        deferrable: 'not-deferrable',
        ...(actions === undefined ? { hidesActions: true } : {}),
      };
      return [key];
    })
    .sort((left, right) => byNumberedName(left.name ?? '', right.name ?? ''));
}
