import { createHash } from 'node:crypto';
import type { AlterTable, TableChange } from '../../compare/change.js';
import type { Table } from '../../schema/database-schema.js';
import { constraintOf, type Edit, edited } from './sqlite.definition.edit.js';
import { type Definition, parseDefinition } from './sqlite.definition.js';
import { foldChanges } from './sqlite.fold-changes.js';
import { foldCase, isName, isSymbol, nameIn, tokenize } from './sqlite.lexer.js';
import { literal, name, names, tableName } from './sqlite.quote.js';
import { renamedDependents, triggerInTheWay } from './sqlite.rename.js';
import { columnText, createIndex, dropIndex, referencesText } from './sqlite.render-parts.js';

/** How a change of a table is made: by ALTER TABLE and CREATE INDEX, by a rebuild, or not at all. */
export interface Alteration {
  readonly statements: readonly string[];
  readonly rebuilds: boolean;
  /** Set where the table cannot be rebuilt. */
  readonly because?: string;
}

/**
 * ALTER TABLE where that is enough, else the manual's way of making any change
 * (https://sqlite.org/lang_altertable.html#otheralter): a new table under another name, the rows, the old name. Foreign
 * keys rest meanwhile, and names in other objects stay as written; {@link withFileLock} sees to both. The new definition is
 * the old one with a few spans of its text replaced.
 */
export function alterTable(change: AlterTable): Alteration {
  const native = nativeStatements(change);
  if (native !== null) return { statements: native, rebuilds: false };
  const read = readDefinition(change.actual);
  const from = read && foldChanges(read, change.before);
  const to = change.restores
    ? parseDefinition(change.restores.definition?.sql ?? '')
    : from && foldChanges(from, change.changes);
  if (!from || !to) {
    return {
      statements: [`-- ${change.table.name} cannot be rebuilt: its definition cannot be read`],
      rebuilds: false,
      because: `The definition of ${change.table.name} in sqlite_master cannot be read`,
    };
  }
  const trigger = change.actual.definition ? triggerInTheWay(change.actual.definition, change.before) : null;
  return {
    statements: rebuild(change, from, to),
    rebuilds: true,
    ...(trigger === null
      ? {}
      : { because: `The trigger ${trigger} names what is renamed first, so that the rest follows at the next start` }),
  };
}

/** Only what says the same as the pragmas is understood. */
export function readDefinition({ definition, columns }: Table): Definition | null {
  const read = parseDefinition(definition?.sql ?? '');
  const isSame =
    read?.columns.length === columns.length &&
    columns.every(({ name: own }, at) => foldCase(own) === foldCase(read.columns[at]?.name ?? ''));
  return isSame ? read : null;
}

/** Null where at least one of the changes needs a rebuild. */
function nativeStatements({ table, changes, restores }: AlterTable): readonly string[] | null {
  const keys = new Map(
    changes.flatMap((change) =>
      change.kind === 'add-foreign-key' && change.foreignKey.columns.length === 1
        ? [[foldCase(change.foreignKey.columns[0] ?? ''), change.foreignKey] as const]
        : [],
    ),
  );
  const added = new Set(
    changes.flatMap((change) => (change.kind === 'add-column' ? [foldCase(change.column.name)] : [])),
  );
  const statements = changes.map((change): readonly string[] | null => {
    switch (change.kind) {
      case 'add-index':
        return [createIndex(table, change.index)];
      case 'replace-index':
        return [dropIndex(change.from), createIndex(table, change.to)];
      case 'drop-index':
        return [dropIndex(change.index)];
      case 'comment-table':
        return [];
      case 'add-column': {
        if (restores) return null;
        const key = keys.get(foldCase(change.column.name));
        const text = `${columnText(change.column)}${key ? ` ${referencesText(key)}` : ''}`;
        return canBeAdded(change, key !== undefined) ? [`ALTER TABLE ${tableName(table)} ADD COLUMN ${text}`] : null;
      }
      case 'add-foreign-key':
        return change.foreignKey.columns.length === 1 &&
          added.has(foldCase(change.foreignKey.columns[0] ?? '')) &&
          !restores
          ? []
          : null;
      default:
        return null;
    }
  });
  return statements.every((list) => list !== null) ? statements.flat() : null;
}

/** https://sqlite.org/lang_altertable.html#altertabaddcol */
function canBeAdded({ column }: Extract<TableChange, { kind: 'add-column' }>, isKey: boolean): boolean {
  if (column.autoIncrement || column.generated?.stored) return false;
  if (!column.default) return column.nullable;
  return column.default.kind === 'value' && !isKey;
}

/** The session has said both already; whoever pastes the text has not. */
const RESTING = ['PRAGMA foreign_keys = OFF', 'PRAGMA legacy_alter_table = ON'];

function rebuild(change: AlterTable, from: Definition, to: Definition): readonly string[] {
  // The name as it is stored, whatever case the model writes it in.
  const table = { ...change.table, name: from.table };
  const temporary = `${table.name}__rebuild_${digest(`${table.name}\n${to.sql}`)}`;
  const created = edited(to, [{ ...to.name, text: name(temporary) }, ...unqualified(to)]);
  const columns = copiedColumns(from, to);
  const rowid = rowidOf(from, to);
  const copied = names([...rowid, ...columns]);
  return [
    ...RESTING,
    created?.sql ?? '',
    `INSERT INTO ${name(temporary)} (${copied}) SELECT ${copied} FROM ${tableName(table)}`,
    ...(isNumbered(to) ? keepSequence(table.name, temporary) : []),
    `DROP TABLE ${tableName(table)}`,
    `ALTER TABLE ${name(temporary)} RENAME TO ${tableName(table)}`,
    ...dependentsAfter(change),
  ];
}

/** A CHECK may name its own table, which has another name for a while: `CHECK (users.age > 0)`. */
function unqualified({ sql, table, columns, constraints }: Definition): readonly Edit[] {
  const tokens = tokenize(sql) ?? [];
  const all = [...constraints, ...columns.flatMap((column) => column.constraints)];
  return all.flatMap(({ expression }) =>
    tokens.flatMap((token, at): readonly Edit[] => {
      const [dot, after] = [tokens[at + 1], tokens[at + 2]];
      const isInside = expression && token.start >= expression.start && token.end <= expression.end;
      return isInside &&
        isName(token) &&
        foldCase(nameIn(sql, token)) === foldCase(table) &&
        isSymbol(dot, '.') &&
        after
        ? [{ start: token.start, end: after.start, text: '' }]
        : [];
    }),
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** What is generated fills itself. */
function copiedColumns(from: Definition, to: Definition): readonly string[] {
  const existing = new Set(from.columns.map((column) => foldCase(column.name)));
  return to.columns
    .filter((column) => existing.has(foldCase(column.name)) && !constraintOf(column, 'generated'))
    .map((column) => column.name);
}

/** Rows keep their numbers also where no column is one: full-text tables and applications refer to them. */
function rowidOf(from: Definition, to: Definition): readonly string[] {
  if (from.withoutRowid || to.withoutRowid || numberColumn(to) !== undefined) return [];
  const taken = new Set([...from.columns, ...to.columns].map((column) => foldCase(column.name)));
  return ['rowid', '_rowid_', 'oid'].filter((alias) => !taken.has(alias)).slice(0, 1);
}

/** The column that is the row's number: INTEGER, and alone the primary key. */
function numberColumn(definition: Definition): string | undefined {
  const keyed =
    definition.columns.find((column) => constraintOf(column, 'primary-key')) ??
    definition.columns.find((column) =>
      definition.constraints.some(
        ({ kind, columns: [first, ...rest] }) =>
          kind === 'primary-key' && rest.length === 0 && foldCase(first ?? '') === foldCase(column.name),
      ),
    );
  const type = keyed?.type ? definition.sql.slice(keyed.type.start, keyed.type.end) : '';
  return foldCase(type) === 'integer' ? keyed?.name : undefined;
}

function isNumbered(definition: Definition): boolean {
  const all = [...definition.constraints, ...definition.columns.flatMap(({ constraints }) => constraints)];
  return all.some(({ autoIncrement }) => autoIncrement === true);
}

/** The highest number that was ever given is not to be given again: also when its row is gone. */
function keepSequence(table: string, temporary: string): readonly string[] {
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${literal(temporary)} AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${literal(table)})`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${literal(temporary)}, seq FROM sqlite_sequence WHERE name = ${literal(table)}`,
  ];
}

/** Indexes and triggers go with the old table: they are made again in their own words. */
function dependentsAfter({ table, actual, before, changes, restores }: AlterTable): readonly string[] {
  if (restores)
    return (restores.definition?.dependents ?? []).filter(({ kind }) => kind !== 'view').map(({ sql }) => sql);
  const dependents = (actual.definition ? renamedDependents(actual.definition, before) : []).filter(
    ({ kind }) => kind !== 'view',
  );
  const texts = new Map(dependents.map(({ kind, name: own, sql }) => [`${kind} ${foldCase(own)}`, sql]));
  for (const change of [...before, ...changes]) {
    if (change.kind === 'replace-index' || change.kind === 'drop-index') {
      const { name: gone } = change.kind === 'drop-index' ? change.index : change.from;
      texts.delete(`index ${foldCase(gone)}`);
    }
    if (change.kind === 'add-index' || change.kind === 'replace-index') {
      const index = change.kind === 'add-index' ? change.index : change.to;
      texts.set(`index ${foldCase(index.name)}`, createIndex(table, index));
    }
  }
  return [...texts.values()];
}
