import type { RenameColumn, RenameTable, TableChange } from '../../compare/change.js';
import type { TableDefinition } from '../../schema/database-schema.js';
import type { Edit } from './sqlite.definition.edit.js';
import type { ConstraintText, Definition } from './sqlite.definition.js';
import {
  closing,
  foldCase,
  isName,
  isSymbol,
  isWord,
  nameIn,
  type Span,
  type Token,
  tokenize,
} from './sqlite.lexer.js';

/** What SQLite does to the text of a table when the table, one of its columns, or what it refers to is renamed. */
export const renameEditors = {
  'rename-table': (definition: Definition, { from, table }: RenameTable): readonly Edit[] => [
    ...(isSame(definition.table, from.name) ? [{ ...definition.name, text: asWritten(table.name) }] : []),
    ...referencesOf(definition).flatMap(({ target, text }) =>
      isSame(text, from.name) ? [{ ...spanOf(target), text: asWritten(table.name) }] : [],
    ),
  ],
  'rename-column': (definition: Definition, { table, from, to }: RenameColumn): readonly Edit[] => {
    const renamed = (token: Token): readonly Edit[] =>
      isSame(nameIn(definition.sql, token), from) ? [{ ...spanOf(token), text: asWritten(to) }] : [];
    const targets = referencesOf(definition).flatMap(({ text, list }) =>
      isSame(text, table.name) ? list.flatMap(renamed) : [],
    );
    if (!isSame(definition.table, table.name)) return targets;
    return [
      ...definition.columns.flatMap(({ name: own, named }) =>
        isSame(own, from) ? [{ ...named, text: asWritten(to) }] : [],
      ),
      ...constraintsOf(definition).flatMap((constraint) => ownNames(definition, constraint).flatMap(renamed)),
      ...targets,
    ];
  },
};

/** In the quotes that SQLite itself puts there. */
function asWritten(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function constraintsOf({ columns, constraints }: Definition): readonly ConstraintText[] {
  return [...columns.flatMap((column) => column.constraints), ...constraints];
}

/** Names of the table's own columns in a constraint: its lists and its expression, not what it refers to. */
function ownNames({ sql }: Definition, { kind, name: own, start, end, expression }: ConstraintText): readonly Token[] {
  if (kind === 'default' || kind === 'collate') return [];
  const all = tokensWithin(sql, expression ?? { start, end });
  const at = all.findIndex((token) => isWord(token, 'references'));
  const inside = at === -1 ? all : all.slice(0, at);
  // The name of the constraint stands first, behind its word.
  const named = own !== null && expression === undefined ? inside.slice(2) : inside;
  return columnNames(named);
}

/** What can be a column: no function, no collation. */
function columnNames(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter(
    (token, at) =>
      isName(token) && token.kind !== 'string' && !isSymbol(tokens[at + 1], '(') && !isWord(tokens[at - 1], 'collate'),
  );
}

function referencesOf(definition: Definition) {
  const { sql } = definition;
  return constraintsOf(definition).flatMap((constraint) => {
    if (constraint.kind !== 'references') return [];
    const all = tokensWithin(sql, constraint);
    const at = all.findIndex((token) => isWord(token, 'references'));
    const target = all[at + 1];
    if (target === undefined) return [];
    const end = isSymbol(all[at + 2], '(') ? closing(all, at + 2) : null;
    return [{ target, text: nameIn(sql, target), list: end === null ? [] : columnNames(all.slice(at + 3, end - 1)) }];
  });
}

function tokensWithin(sql: string, { start, end }: Span): readonly Token[] {
  return (tokenize(sql) ?? []).filter((token) => token.start >= start && token.end <= end);
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function isSame(left: string, right: string): boolean {
  return foldCase(left) === foldCase(right);
}

/** What goes with a table, in its words after the renames. */
export function renamedDependents(
  { dependents }: TableDefinition,
  changes: readonly TableChange[],
): TableDefinition['dependents'] {
  return dependents.map((dependent) =>
    dependent.kind === 'index' ? { ...dependent, sql: changes.reduce(renamedInIndex, dependent.sql) } : dependent,
  );
}

/** `CREATE INDEX i ON t (a, lower(b)) WHERE a > 0`. */
function renamedInIndex(sql: string, change: TableChange): string {
  if (change.kind !== 'rename-table' && change.kind !== 'rename-column') return sql;
  const tokens = tokenize(sql) ?? [];
  const on = tokens.findIndex((token) => isWord(token, 'on'));
  const table = tokens[on + 1];
  if (table === undefined) return sql;
  const own = nameIn(sql, table);
  if (change.kind === 'rename-table') {
    return isSame(own, change.from.name)
      ? replaced(sql, [{ ...spanOf(table), text: asWritten(change.table.name) }])
      : sql;
  }
  if (!isSame(own, change.table.name)) return sql;
  const found = columnNames(tokens.slice(on + 2)).filter((token) => isSame(nameIn(sql, token), change.from));
  return replaced(
    sql,
    found.map((token) => ({ ...spanOf(token), text: asWritten(change.to) })),
  );
}

function replaced(sql: string, edits: readonly Edit[]): string {
  return [...edits].reverse().reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), sql);
}

/** A trigger that names what is renamed: SQLite rewrites it, and only SQLite knows how. */
export function triggerInTheWay({ dependents }: TableDefinition, changes: readonly TableChange[]): string | null {
  const old = new Set(
    changes.flatMap((change) =>
      change.kind === 'rename-table'
        ? [foldCase(change.from.name)]
        : change.kind === 'rename-column'
          ? [foldCase(change.from)]
          : [],
    ),
  );
  const found = dependents.find(
    ({ kind, sql }) =>
      kind === 'trigger' &&
      (tokenize(sql) ?? []).some((token) => isName(token) && old.has(foldCase(nameIn(sql, token)))),
  );
  return old.size === 0 ? null : (found?.name ?? null);
}
