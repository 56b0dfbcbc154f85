import type { AlterColumn, Change } from '../../compare/change.js';
import type { ForeignKey, PrimaryKey } from '../../schema/database-schema.js';
import { referencesIn } from './sqlite.catalog.tables.js';
import { defaultClause } from './sqlite.defaults.js';
import {
  afterType,
  appendColumn,
  appendConstraint,
  atEnd,
  columnNamed,
  constraintOf,
  type Edit,
  edited,
  removeFromColumn,
  removeItem,
  replaceConstraint,
  replaceType,
} from './sqlite.definition.edit.js';
import type { ColumnText, Definition } from './sqlite.definition.js';
import { foldCase, type Span } from './sqlite.lexer.js';
import { names } from './sqlite.quote.js';
import { renameEditors } from './sqlite.rename.js';
import { columnText, foreignKeyText, primaryKeyText, referencesText, typeText } from './sqlite.render-parts.js';

/** What each change does to the text of a definition. Null where the place that it means is not there. */
type Editors = {
  readonly [Kind in Change['kind']]?: (
    definition: Definition,
    change: Extract<Change, { kind: Kind }>,
  ) => readonly Edit[] | null;
};

const editors: Editors = {
  ...renameEditors,
  'add-column': (definition, { column }) => [
    appendColumn(definition, `${columnText(column)}${column.autoIncrement ? ` ${primaryKeyText(column)}` : ''}`),
  ],
  'drop-column': (definition, { column }) => {
    const found = columnNamed(definition, column.name);
    return found ? [removeItem(definition, found)] : null;
  },
  'alter-column': (definition, change) => {
    const column = columnNamed(definition, change.column);
    return column ? editColumn(definition, column, change) : null;
  },
  'relax-leftover': (definition, { column }) => {
    const found = columnNamed(definition, column.name);
    return found ? withoutNotNull(definition, found) : null;
  },
  'set-primary-key': (definition, { to, nullableAfter = [] }) => [
    ...withoutPrimaryKey(definition, nullableAfter),
    ...withPrimaryKey(definition, to),
  ],
  'drop-primary-key': (definition, { nullableAfter = [] }) => withoutPrimaryKey(definition, nullableAfter),
  'add-unique': (definition, { unique }) => [appendConstraint(definition, `UNIQUE (${names(unique.columns)})`)],
  'drop-unique': (definition, { unique }) => withoutUnique(definition, unique.columns),
  'add-foreign-key': (definition, { foreignKey }) => [withForeignKey(definition, foreignKey)],
  'drop-foreign-key': (definition, { foreignKey, ordinal }) => withoutForeignKey(definition, foreignKey, ordinal),
  'replace-foreign-key': (definition, { from, to }) => {
    const found = findForeignKey(definition, from);
    if (found === undefined) return null;
    const key = { ...to, name: from.name };
    return [replaceConstraint(found, found.ofColumn ? referencesText(key) : foreignKeyText(key))];
  },
};

/** The definition after the changes. Changes of indexes and comments leave it as it is. */
export function foldChanges(definition: Definition, changes: readonly Change[]): Definition | null {
  let folded: Definition | null = definition;
  for (const change of changes) {
    // The table pairs each kind with its own change; TypeScript cannot.
    const editor = editors[change.kind] as ((of: Definition, change: Change) => readonly Edit[] | null) | undefined;
    const edits: readonly Edit[] | null = folded && (editor?.(folded, change) ?? (editor ? null : []));
    folded = folded && edits && edited(folded, edits);
  }
  return folded;
}

function editColumn(definition: Definition, column: ColumnText, { aspect }: AlterColumn): readonly Edit[] | null {
  switch (aspect.name) {
    case 'type':
      return [replaceType(column, typeText(aspect.to))];
    case 'nullable':
      return aspect.to ? withoutNotNull(definition, column) : [afterType(column, 'NOT NULL')];
    case 'default': {
      const found = constraintOf(column, 'default');
      if (aspect.to === null) return found ? [removeFromColumn(definition, found)] : [];
      const clause = defaultClause(aspect.to);
      return [found ? replaceConstraint(found, clause) : afterType(column, clause)];
    }
    case 'auto-increment':
      return numbered(definition, column, aspect.to !== null);
    case 'comment':
      return [];
  }
}

/** AUTOINCREMENT stands behind the PRIMARY KEY of one INTEGER column, and nowhere else. */
function numbered(definition: Definition, column: ColumnText, autoIncrement: boolean): readonly Edit[] {
  const text = primaryKeyText({ autoIncrement: autoIncrement ? { kind: 'serial' } : null });
  const own = constraintOf(column, 'primary-key');
  const ofTable = definition.constraints.filter(({ kind }) => kind === 'primary-key');
  const unwanted = constraintOf(column, 'default');
  return [
    ...(autoIncrement && isOfOtherType(definition, column) ? [replaceType(column, 'INTEGER')] : []),
    ...(autoIncrement && unwanted ? [removeFromColumn(definition, unwanted)] : []),
    ...ofTable.map((constraint) => removeItem(definition, constraint)),
    own ? replaceConstraint(own, text) : atEnd(column, text),
  ];
}

function isOfOtherType({ sql }: Definition, { type }: ColumnText): boolean {
  return type === null || sql.slice(type.start, type.end).toUpperCase() !== 'INTEGER';
}

function withoutNotNull(definition: Definition, column: ColumnText): readonly Edit[] {
  return column.constraints
    .filter(({ kind }) => kind === 'not-null')
    .map((constraint) => removeFromColumn(definition, constraint));
}

function withoutPrimaryKey(definition: Definition, nullableAfter: readonly string[]): readonly Edit[] {
  return [
    ...definition.constraints
      .filter(({ kind }) => kind === 'primary-key')
      .map((constraint) => removeItem(definition, constraint)),
    ...definition.columns.flatMap((column) => [
      ...column.constraints
        .filter(({ kind }) => kind === 'primary-key')
        .map((constraint) => removeFromColumn(definition, constraint)),
      ...(nullableAfter.some((name) => foldCase(name) === foldCase(column.name))
        ? withoutNotNull(definition, column)
        : []),
    ]),
  ];
}

function withPrimaryKey(definition: Definition, { columns }: PrimaryKey): readonly Edit[] {
  const found = columns.map((name) => columnNamed(definition, name));
  const [only] = found;
  if (columns.length === 1 && only) {
    const isNumbered = constraintOf(only, 'primary-key')?.autoIncrement === true;
    return [atEnd(only, primaryKeyText({ autoIncrement: isNumbered ? { kind: 'serial' } : null }))];
  }
  return [
    // To SQLite, a column of a key may be NULL.
    ...found.flatMap((column) => (column && !constraintOf(column, 'not-null') ? [afterType(column, 'NOT NULL')] : [])),
    appendConstraint(definition, `PRIMARY KEY (${names(columns)})`),
  ];
}

function withoutUnique(definition: Definition, columns: readonly string[]): readonly Edit[] | null {
  const found = definition.constraints.find(
    (constraint) => constraint.kind === 'unique' && sameNames(constraint.columns, columns),
  );
  if (found) return [removeItem(definition, found)];
  const column = columns.length === 1 ? columnNamed(definition, columns[0] ?? '') : undefined;
  const own = column && constraintOf(column, 'unique');
  return own ? [removeFromColumn(definition, own)] : null;
}

function withForeignKey(definition: Definition, key: ForeignKey): Edit {
  const column = key.columns.length === 1 ? columnNamed(definition, key.columns[0] ?? '') : undefined;
  return column ? atEnd(column, referencesText(key)) : appendConstraint(definition, foreignKeyText(key));
}

function withoutForeignKey(definition: Definition, key: ForeignKey, ordinal?: number): readonly Edit[] | null {
  const found = findForeignKey(definition, key, ordinal);
  if (found === undefined) return null;
  return [found.ofColumn ? removeFromColumn(definition, found) : removeItem(definition, found)];
}

function findForeignKey(
  definition: Definition,
  key: ForeignKey,
  ordinal?: number,
): (Span & { readonly ofColumn: boolean }) | undefined {
  const found = referencesIn(definition).find(
    ({ columns, target, name }, at) =>
      (ordinal === undefined || at === ordinal - 1) &&
      sameNames(columns, key.columns) &&
      foldCase(target ?? '') === foldCase(key.target.name) &&
      (key.name === null || name === null || name === key.name),
  );
  return (
    found && {
      start: found.start,
      end: found.end,
      ofColumn: !definition.constraints.some(({ start }) => start === found.start),
    }
  );
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, at) => foldCase(name) === foldCase(right[at] ?? ''));
}
