import type { AlterColumn, ColumnAspect } from '../../compare/change.js';
import type { QualifiedName } from '../../schema/database-schema.js';
import { defaultNames } from './postgres.names.js';
import { literal, name, qualified } from './postgres.quote.js';
import { renderTypeChange } from './postgres.render-type.js';

type AspectRenderers = {
  readonly [Name in ColumnAspect['name']]: (
    aspect: Extract<ColumnAspect, { name: Name }>,
    change: AlterColumn,
  ) => readonly string[];
};

const aspects: AspectRenderers = {
  type: renderTypeChange,
  nullable: ({ to }, change) => [alter(change, to ? 'DROP NOT NULL' : 'SET NOT NULL')],
  default: ({ to }, change) => [alter(change, to === null ? 'DROP DEFAULT' : `SET DEFAULT ${to.asWritten ?? to.sql}`)],
  'auto-increment': renderAutoIncrement,
  comment: ({ to }, change) => [
    `COMMENT ON COLUMN ${qualified(change.table)}.${name(change.column)} IS ${to === null ? 'NULL' : literal(to)}`,
  ],
};

export function renderAlterColumn(change: AlterColumn): readonly string[] {
  return (aspects[change.aspect.name] as (aspect: ColumnAspect, change: AlterColumn) => readonly string[])(
    change.aspect,
    change,
  );
}

/**
 * What `SERIAL` does, on a column that is there already; it goes on after the largest value in the table. No model asks for
 * the way back: it is the undo, and takes away the sequence that was made.
 */
function renderAutoIncrement(
  { from, to }: Extract<ColumnAspect, { name: 'auto-increment' }>,
  change: AlterColumn,
): readonly string[] {
  const column = name(change.column);
  if (to === null) {
    return from?.kind === 'serial'
      ? [alter(change, 'DROP DEFAULT'), `DROP SEQUENCE ${qualified(sequenceOf(change))}`]
      : [alter(change, 'DROP IDENTITY')];
  }
  const next = `(SELECT coalesce(max(${column}), 0) + 1 FROM ${qualified(change.table)})`;
  if (to.kind !== 'serial') {
    const generated = to.kind === 'identity-always' ? 'ALWAYS' : 'BY DEFAULT';
    const sequence = sequenceOf(change);
    return [
      alter(change, `ADD GENERATED ${generated} AS IDENTITY (SEQUENCE NAME ${qualified(sequence)})`),
      `SELECT setval(${literal(qualified(sequence))}, ${next}, false)`,
    ];
  }
  const sequence = sequenceOf(change);
  return [
    `CREATE SEQUENCE ${qualified(sequence)} AS ${change.wanted.type.text} OWNED BY ${qualified(change.table)}.${column}`,
    `SELECT setval(${literal(qualified(sequence))}, ${next}, false)`,
    alter(change, `SET DEFAULT nextval(${literal(qualified(sequence))}::regclass)`),
  ];
}

function sequenceOf({ table, column }: AlterColumn): QualifiedName {
  return { schema: table.schema, name: defaultNames.sequence(table, column) };
}

function alter(change: AlterColumn, what: string): string {
  return `ALTER TABLE ${qualified(change.table)} ALTER COLUMN ${name(change.column)} ${what}`;
}
