import type { Change, ColumnAspect, TableChange } from '../../compare/change.js';
import type { Column, ForeignKey, Index, Table, Unique } from '../../schema/database-schema.js';
import { type RenameNames, renamedTable } from '../../schema/renaming.js';
import { canonicalExpression } from './mysql.expressions.js';
import { foreignKeyName, looksMadeForKey, supportsKey, uniqueName } from './mysql.names.js';
import { name } from './mysql.quote.js';
import { parseType, type TypeName } from './mysql.type-names.js';
import { familyOf } from './mysql.values.js';

/**
 * A table once these changes are made to it, with what the server does by itself: it names what has no name, makes the
 * index that a foreign key needs, and drops that one again when a better one comes.
 */
export function tableAfter(table: Table, changes: readonly TableChange[]): Table {
  return changes.reduce(
    (state, change) => (steps[change.kind] as (state: Table, change: TableChange) => Table)(state, change),
    table,
  );
}

type Steps = {
  readonly [Kind in TableChange['kind']]: (state: Table, change: Extract<Change, { kind: Kind }>) => Table;
};

/** Enums are no types here. */
const NAMES: RenameNames = {
  quote: name,
  fold: (text) => text.toLowerCase(),
  canonical: canonicalExpression,
  enumReference: (type, dimensions) => ({ text: type.name, dimensions, recognised: false }),
};

const steps: Steps = {
  'rename-table': (state, change) => renamedTable(state, change, NAMES),
  'rename-column': (state, change) => renamedTable(state, change, NAMES),
  'comment-table': (state, { to }) => ({ ...state, comment: to }),
  'add-column': (state, { column }) => ({ ...state, columns: [...state.columns, column] }),
  'drop-column': (state, { column }) => ({
    ...state,
    columns: state.columns.filter(({ name }) => name !== column.name),
  }),
  'alter-column': (state, { column, aspect }) => mapColumn(state, column, (found) => columnAfter(found, aspect)),
  'relax-leftover': (state, { column }) => mapColumn(state, column.name, (found) => ({ ...found, nullable: true })),
  'set-primary-key': (state, { to, nullableAfter = [] }) => ({
    ...setNullable(setNullable(state, nullableAfter, true), to.columns, false),
    primaryKey: { ...to, name: 'PRIMARY' },
  }),
  'drop-primary-key': (state, { nullableAfter = [] }) => ({
    ...setNullable(state, nullableAfter, true),
    primaryKey: null,
  }),
  'add-unique': (state, { unique }) => addIndex(state, indexOf(state, unique)),
  'drop-unique': (state, { unique }) => dropIndex(state, unique.name ?? lastUnique(state, unique)),
  'add-index': (state, { index }) => addIndex(state, index),
  'drop-index': (state, { index }) => dropIndex(state, index.name),
  'replace-index': (state, { from, to }) => addIndex(dropIndex(state, from.name), to),
  'add-foreign-key': (state, { foreignKey }) => addForeignKey(state, foreignKey),
  'drop-foreign-key': (state, { foreignKey }) => dropForeignKey(state, foreignKey),
  'replace-foreign-key': (state, { from, to }) =>
    addForeignKey(dropForeignKey(state, from), { ...to, name: from.name }),
};

function columnAfter(column: Column, aspect: ColumnAspect): Column {
  switch (aspect.name) {
    case 'type':
      return withType(column, { ...column, type: aspect.to });
    case 'nullable':
      return { ...column, nullable: aspect.to };
    case 'default':
      return { ...column, default: aspect.to };
    case 'auto-increment':
      return { ...column, autoIncrement: aspect.to };
    case 'comment':
      return { ...column, comment: aspect.to };
  }
}

function mapColumn(state: Table, name: string, change: (column: Column) => Column): Table {
  return { ...state, columns: state.columns.map((column) => (column.name === name ? change(column) : column)) };
}

function setNullable(state: Table, names: readonly string[], nullable: boolean): Table {
  return names.reduce((all, name) => mapColumn(all, name, (column) => ({ ...column, nullable })), state);
}

/**
 * How a text compares was chosen by somebody, and no model says another way: it stays. `char(36) binary` is what Sequelize
 * writes for a UUID, so that it goes with the UUID.
 */
function withType(before: Column, after: Column): Column {
  const [left, right] = [parseType(before.type.text), parseType(after.type.text)];
  const keeps =
    left?.binary === true &&
    before.type.text !== 'char(36) binary' &&
    right?.binary === false &&
    familyOf(after.type) === 'text' &&
    after.type.values === undefined;
  const isTime = familyOf(after.type) === 'datetime';
  const extras = after.extras
    ?.filter((extra) => !extra.startsWith('SRID') || familyOf(after.type) === 'geometry')
    .filter((extra) => !extra.startsWith('ON UPDATE') || isTime)
    .map((extra) => (extra.startsWith('ON UPDATE') ? withPrecision(extra, right) : extra));
  const clock = isTime ? after.default : null;
  return {
    ...after,
    ...(keeps ? { type: { ...after.type, text: `${after.type.text} binary` } } : {}),
    ...(extras === undefined ? {} : { extras }),
    ...(clock ? { default: { ...clock, asWritten: withPrecision(clock.asWritten ?? clock.sql, right) } } : {}),
  };
}

/** The server wants the time of now to be as exact as the column. */
function withPrecision(sql: string, type: TypeName | null): string {
  const digits = type?.modifiers[0] ?? '';
  return sql.replace(/\b(current_timestamp|now|localtime|localtimestamp)(\(\d*\))?/gi, `$1(${digits})`);
}

function indexOf(state: Table, { name, columns }: Unique): Index {
  return {
    name: name ?? uniqueName(columns[0] ?? '', state.indexes),
    unique: true,
    method: 'btree',
    parts: columns.map((column) => ({ column, order: 'asc', nulls: 'last' })),
    where: null,
  };
}

function lastUnique(state: Table, { columns }: Unique): string {
  const isIt = ({ unique, parts }: Index): boolean =>
    unique && parts.length === columns.length && parts.every(({ column }, position) => column === columns[position]);
  return state.indexes.filter(isIt).at(-1)?.name ?? columns[0] ?? '';
}

/** What InnoDB made for a key goes when an index comes that the key can use as well. */
function addIndex(state: Table, index: Index): Table {
  const isCovered = (other: Index): boolean =>
    looksMadeForKey(other, state.foreignKeys) &&
    other.parts.every(({ column }, position) => index.parts[position]?.column === column) &&
    supportsKey(
      index,
      other.parts.flatMap(({ column }) => column ?? []),
    );
  return { ...state, indexes: [...state.indexes.filter((other) => !isCovered(other)), index] };
}

function dropIndex(state: Table, name: string): Table {
  return { ...state, indexes: state.indexes.filter((index) => index.name !== name) };
}

function addForeignKey(state: Table, key: ForeignKey): Table {
  const primary = state.primaryKey?.columns ?? [];
  const isPrimary = key.columns.every((column) => primary.slice(0, key.columns.length).includes(column));
  const isSupported = isPrimary || state.indexes.some((index) => supportsKey(index, key.columns));
  const made: Index = {
    name: key.name ?? uniqueName(key.columns[0] ?? '', state.indexes),
    unique: false,
    method: 'btree',
    parts: key.columns.map((column) => ({ column, order: 'asc', nulls: 'last' })),
    where: null,
    implied: true,
  };
  return {
    ...state,
    indexes: isSupported ? state.indexes : [...state.indexes, made],
    foreignKeys: [...state.foreignKeys, { ...key, name: key.name ?? foreignKeyName(state, state.foreignKeys) }],
  };
}

function dropForeignKey(state: Table, key: ForeignKey): Table {
  const last = state.foreignKeys.filter(({ columns }) => columns.join('\0') === key.columns.join('\0')).at(-1);
  const gone = key.name ?? last?.name;
  return { ...state, foreignKeys: state.foreignKeys.filter(({ name }) => name !== gone) };
}
