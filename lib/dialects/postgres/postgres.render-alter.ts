import type { AlterColumn, ColumnAspect } from '../../compare/change.js';
import type { QualifiedName } from '../../schema/database-schema.js';
import { defaultNames } from './postgres.names.js';
import { literal, name, qualified } from './postgres.quote.js';
import { postgresTypeChange } from './postgres.type-changes.js';

type AspectRenderers = {
  readonly [Name in ColumnAspect['name']]: (
    aspect: Extract<ColumnAspect, { name: Name }>,
    change: AlterColumn,
  ) => readonly string[];
};

const aspects: AspectRenderers = {
  type: renderType,
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
 * `USING` only where the server does not cast by itself: an explicit cast would cut what an implicit one rejects. With it
 * the default is taken off before and put back after, because the server does not convert it along.
 */
function renderType({ to }: Extract<ColumnAspect, { name: 'type' }>, change: AlterColumn): readonly string[] {
  const { actual, wanted } = change;
  const { sequence, kind } = actual.autoIncrement ?? {};
  const alongWithIt =
    sequence !== undefined && kind === 'serial' ? [`ALTER SEQUENCE ${qualified(sequence)} AS ${to.text}`] : [];
  if (postgresTypeChange(actual, wanted).verdict !== 'needs-conversion') {
    return [alter(change, `TYPE ${to.text}`), ...alongWithIt];
  }
  const column = name(change.column);
  const viaText = actual.type.enum !== undefined || to.enum !== undefined;
  const cast = viaText ? `${column}::text${'[]'.repeat(to.dimensions)}::${to.text}` : `${column}::${to.text}`;
  const before = actual.default ?? null;
  const after = wanted.default ?? before;
  return [
    ...(before === null ? [] : [alter(change, 'DROP DEFAULT')]),
    alter(change, `TYPE ${to.text} USING ${cast}`),
    ...(before === null || after === null ? [] : [alter(change, `SET DEFAULT ${after.asWritten ?? after.sql}`)]),
    ...alongWithIt,
  ];
}

/** What `SERIAL` does, on a column that is there already; it goes on after the largest value in the table. */
function renderAutoIncrement(
  { from, to }: Extract<ColumnAspect, { name: 'auto-increment' }>,
  change: AlterColumn,
): readonly string[] {
  const column = name(change.column);
  if (to === null) {
    return from?.kind === 'serial' ? [alter(change, 'DROP DEFAULT')] : [alter(change, 'DROP IDENTITY')];
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
