import { type Change, partsOf } from '../compare/change.js';
import type { QualifiedName } from '../schema/database-schema.js';

type Single = Exclude<Change, { kind: 'alter-table' }>;
type Descriptions = { readonly [Kind in Single['kind']]: (change: Extract<Change, { kind: Kind }>) => Description };

/** One line for people: what is touched, and what happens to it. */
export interface Description {
  readonly sign: '+' | '~' | '-';
  readonly target: string;
  readonly what: string;
}

const add = (target: string, what: string): Description => ({ sign: '+', target, what });
const change = (target: string, what: string): Description => ({ sign: '~', target, what });
const drop = (target: string, what: string): Description => ({ sign: '-', target, what });

const descriptions: Descriptions = {
  'create-schema': ({ schema }) => add(schema, 'schema'),
  'rename-table': ({ from, table }) => change(table.name, `table ${from.name} → ${table.name}`),
  'rename-column': ({ table, from, to }) => change(`${table.name}.${to}`, `column ${from} → ${to}`),
  'create-enum': (made) => add(made.enum.name, `enum (${made.enum.values.join(', ')})`),
  'add-enum-value': ({ enum: type, value, position }) =>
    add(type.name, `value ${value}${position ? ` ${position.place} ${position.neighbour}` : ''}`),
  'create-table': ({ table }) => add(table.name, `table, ${table.columns.length} columns`),
  'comment-table': ({ table }) => change(table.name, 'comment'),
  'add-column': ({ table, column }) =>
    add(`${table.name}.${column.name}`, `${column.type.text}${column.nullable ? '' : ' NOT NULL'}`),
  'alter-column': ({ table, column, aspect }) => change(`${table.name}.${column}`, aspectText(aspect)),
  'relax-leftover': ({ table, column }) =>
    change(`${table.name}.${column.name}`, 'NOT NULL → nullable, because no model has it any more'),
  'set-primary-key': ({ table, to }) => change(table.name, `primary key (${to.columns.join(', ')})`),
  'add-unique': ({ table, unique }) => add(table.name, `unique (${unique.columns.join(', ')})`),
  'add-index': ({ table, index }) => add(table.name, `${index.unique ? 'unique ' : ''}index ${index.name}`),
  'replace-index': ({ table, to }) => change(table.name, `${to.unique ? 'unique ' : ''}index ${to.name}`),
  'add-foreign-key': ({ table, foreignKey }) => add(table.name, keyText(foreignKey)),
  'replace-foreign-key': ({ table, to }) => change(table.name, keyText(to)),
  'drop-schema': ({ schema }) => drop(schema, 'schema'),
  'drop-enum': (gone) => drop(gone.enum.name, 'enum'),
  'drop-table': ({ table }) => drop(table.name, 'table'),
  'drop-column': ({ table, column }) => drop(`${table.name}.${column.name}`, 'column'),
  'drop-primary-key': ({ table }) => drop(table.name, 'primary key'),
  'drop-unique': ({ table, unique, copyOf }) =>
    drop(table.name, `unique ${unique.name ?? ''} (${unique.columns.join(', ')})${copyText(copyOf)}`),
  'drop-index': ({ table, index, copyOf }) => drop(table.name, `index ${index.name}${copyText(copyOf)}`),
  'drop-foreign-key': ({ table, foreignKey, copyOf }) =>
    drop(
      table.name,
      `${keyText(foreignKey)}${copyOf === undefined ? '' : ` ${foreignKey.name ?? ''}`}${copyText(copyOf)}`,
    ),
  'clear-tables': ({ tables, how }) =>
    drop(
      tables.length === 1 ? (tables[0]?.name ?? '') : `${tables.length} tables`,
      how === 'delete' ? 'all rows (DELETE)' : 'all rows (TRUNCATE)',
    ),
  'restart-sequences': ({ sequences }) =>
    change(
      sequences.length === 1 ? (sequences[0]?.sequence.name ?? '') : `${sequences.length} sequences`,
      'start again',
    ),
};

/** A line for each single change that it is made of. */
export function describeChange(described: Change): readonly Description[] {
  // The table is exhaustive by its type; TypeScript cannot pair a union member with its own entry.
  return partsOf(described).map((part) => (descriptions[part.kind] as (change: Change) => Description)(part));
}

function copyText(copyOf: string | undefined): string {
  return copyOf === undefined ? '' : `, a copy of ${copyOf}`;
}

function aspectText(aspect: Extract<Change, { kind: 'alter-column' }>['aspect']): string {
  switch (aspect.name) {
    case 'type':
      return `${aspect.from.text} → ${aspect.to.text}`;
    case 'nullable':
      return aspect.to ? 'NOT NULL → nullable' : 'nullable → NOT NULL';
    case 'default':
      return `default ${aspect.from?.sql ?? 'none'} → ${aspect.to?.sql ?? 'none'}`;
    case 'auto-increment':
      return `${aspect.from?.kind ?? 'no auto-increment'} → ${aspect.to?.kind ?? 'no auto-increment'}`;
    case 'comment':
      return 'comment';
  }
}

function keyText({ columns, target }: { readonly columns: readonly string[]; readonly target: QualifiedName }): string {
  return `foreign key (${columns.join(', ')}) → ${target.name}`;
}
