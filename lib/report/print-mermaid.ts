import { type Change, partsOf } from '../compare/change.js';
import type { Column, QualifiedName } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { Plan } from '../plan/plan.js';
import { describeChange } from './describe-change.js';
import { printable } from './printable.js';

interface Entity {
  readonly table: QualifiedName;
  readonly marks: Set<'new' | 'changed' | 'dropped' | 'emptied' | 'left over' | 'has left-overs'>;
  readonly lines: { type: string; name: string; mark: string }[];
}

/** The tables that a plan touches as a Mermaid `erDiagram`: what is new, what changes and what is left over is marked. */
export function printPlanMermaid(plan: Plan): string {
  const entities = new Map<string, Entity>();
  const relations: string[] = [];
  const others: string[] = [];
  const entity = (table: QualifiedName): Entity => {
    const key = keyOf(table);
    const known: Entity = entities.get(key) ?? { table, marks: new Set(), lines: [] };
    entities.set(key, known);
    return known;
  };
  for (const { change, held } of plan.statements) {
    for (const part of partsOf(change)) draw(part, held ? 'held back: ' : '', { entity, relations, others });
  }
  for (const { kind, table, name, detail } of plan.leftovers) {
    if (kind === 'enum-value') {
      others.push(`left over: ${kind} ${table.name}.${name}`);
      continue;
    }
    const own = entity(table);
    own.marks.add(kind === 'table' ? 'left over' : 'has left-overs');
    if (kind === 'table') continue;
    if (kind === 'column') own.lines.push({ type: firstWord(detail), name, mark: 'left over' });
    else others.push(`left over: ${kind} ${table.name}.${name}`);
  }
  const drawn = [...entities.values()];
  return `${[
    'erDiagram',
    `  %% ${text(`${plan.mode} for ${plan.database}`)}`,
    ...(drawn.length === 0 ? ['  %% nothing to do: no table is touched'] : []),
    ...drawn.flatMap((one) => box(one, drawn)),
    ...relations.map((relation) => `  ${relation}`),
    ...others.map((line) => `  %% ${text(line)}`),
  ].join('\n')}\n`;
}

interface Drawing {
  readonly entity: (table: QualifiedName) => Entity;
  readonly relations: string[];
  readonly others: string[];
}

function draw(change: Change, prefix: string, { entity, relations, others }: Drawing): void {
  const relate = (table: QualifiedName, { columns, target }: { columns: readonly string[]; target: QualifiedName }) => {
    entity(table);
    relations.push(`${idOf(target)} ||--o{ ${idOf(table)} : "${text(`${prefix}${columns.join(', ')}`)}"`);
  };
  switch (change.kind) {
    case 'create-table': {
      const own = entity(change.table);
      own.marks.add('new');
      own.lines.push(...change.table.columns.map((column) => line(column, '')));
      for (const key of change.table.foreignKeys) relate(change.table, key);
      return;
    }
    case 'add-foreign-key':
    case 'replace-foreign-key': {
      const key = change.kind === 'add-foreign-key' ? change.foreignKey : change.to;
      const own = entity(change.table);
      if (!own.marks.has('new')) own.marks.add('changed');
      return relate(change.table, key);
    }
    case 'add-column': {
      const own = entity(change.table);
      own.marks.add('changed');
      own.lines.push(line(change.column, `${prefix}new`));
      return;
    }
    case 'alter-column':
    case 'relax-leftover': {
      const own = entity(change.table);
      own.marks.add('changed');
      const column = change.kind === 'alter-column' ? change.wanted : change.column;
      const what = describeChange(change).map((described) => described.what);
      own.lines.push(line(column, `${prefix}${what.join(', ')}`));
      return;
    }
    case 'drop-table':
      entity(change.table).marks.add('dropped');
      return;
    case 'clear-tables':
      for (const { schema, name } of change.tables) entity({ schema, name }).marks.add('emptied');
      return;
    default: {
      if ('table' in change) {
        const own = entity(change.table);
        if (!own.marks.has('new')) own.marks.add('changed');
      }
      others.push(...describeChange(change).map(({ target, what }) => `${prefix}${target} ${what}`));
    }
  }
}

function line({ name, type }: Column, mark: string): Entity['lines'][number] {
  return { type: type.text, name, mark };
}

function box({ table, marks, lines }: Entity, all: readonly Entity[]): readonly string[] {
  const isShared = all.some((other) => other.table.schema !== table.schema);
  const shown = isShared && table.schema !== '' ? `${table.schema}.${table.name}` : table.name;
  const label = `${shown}${marks.size === 0 ? '' : ` (${[...marks].join(', ')})`}`;
  const head = `  ${idOf(table)}["${text(label)}"]`;
  if (lines.length === 0) return [`${head} {`, '  }'];
  return [`${head} {`, ...merged(lines).map((one) => `    ${attribute(one)}`), '  }'];
}

/** A column once, with all that happens to it. */
function merged(lines: Entity['lines']): Entity['lines'] {
  const byName = new Map<string, Entity['lines'][number]>();
  for (const { type, name, mark } of lines) {
    const known = byName.get(name);
    byName.set(name, { type, name, mark: [known?.mark, mark].filter(Boolean).join('; ') });
  }
  return [...byName.values()];
}

/** Mermaid takes letters, digits, `_`, `-`, brackets; whatever else a name has is told in the comment. */
function attribute({ type, name, mark }: Entity['lines'][number]): string {
  const [plainType, plainName] = [word(type.replace(/\s+/g, '_'), /[^\w()[\]-]/g), word(name, /[^\w-]/g)];
  const notes = [...(plainName === name ? [] : [name]), ...(mark === '' ? [] : [mark])];
  return `${plainType} ${plainName}${notes.length === 0 ? '' : ` "${text(notes.join(': '))}"`}`;
}

function word(from: string, not: RegExp): string {
  const made = from.replace(not, '_');
  return /^[A-Za-z]/.test(made) ? made : `x${made}`;
}

function idOf({ schema, name }: QualifiedName): string {
  const plain = /^\w+$/.test(`${schema}${name}`);
  const id = word([schema, name].filter(Boolean).join('__'), /\W/g);
  return plain ? id : `${id}_${checksum(`${schema}\u0000${name}`)}`;
}

/** Names that differ only in what cannot be shown stay apart. */
function checksum(from: string): string {
  let sum = 0;
  for (const character of from) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum.toString(36);
}

/** Inside quotes and comments. */
function text(from: string): string {
  return printable(from.replaceAll('\n', ' ')).replaceAll('"', "'").replaceAll('%%', '% %').replaceAll(';', ',');
}

function firstWord(detail: string): string {
  return /^[^,;(]*/.exec(detail)?.[0].trim() || 'column';
}
