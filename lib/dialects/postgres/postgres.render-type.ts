import type { AlterColumn, ColumnAspect } from '../../compare/change.js';
import type { Column, ColumnDefault, ColumnType } from '../../schema/database-schema.js';
import { literal, name, qualified } from './postgres.quote.js';
import { postgresTypeChange } from './postgres.type-changes.js';
import { baseName, canonicalValue, familyOf } from './postgres.values.js';

/**
 * `USING` only where the server does not cast by itself: an explicit cast would cut what an implicit one rejects. With it
 * the default is taken off before and put back after, because the server does not convert it along.
 */
export function renderTypeChange(
  { to, defaultFollows, restoresDefault }: Extract<ColumnAspect, { name: 'type' }>,
  change: AlterColumn,
): readonly string[] {
  const { actual, wanted } = change;
  const converts = postgresTypeChange(actual, wanted).verdict === 'needs-conversion';
  const before = suppliedBy(actual);
  const after = defaultFollows ? null : restoresDefault ? suppliedBy(wanted) : defaultAfter(actual, wanted, converts);
  const isIdentity = actual.autoIncrement?.kind.startsWith('identity') === true && !isInteger(to);
  const mustGo = before !== null && (converts || (actual.type.enum !== undefined && wanted.type.enum === undefined));
  // The server takes the collation of the new type where none is stated.
  const collation = actual.collation && familyOf(to) === 'text' ? ` COLLATE ${name(actual.collation)}` : '';
  return [
    ...(isIdentity ? [alter(change, 'DROP IDENTITY')] : []),
    ...(mustGo ? [alter(change, 'DROP DEFAULT')] : []),
    alter(
      change,
      `TYPE ${to.text}${collation}${converts ? ` USING ${conversion(name(change.column), actual.type, to)}` : ''}`,
    ),
    ...(after === null ? [] : [alter(change, `SET DEFAULT ${after}`)]),
    ...sequenceAlong(actual, to),
    ...identityBack(change, to),
  ];
}

/** What fills the column in, as SQL. */
function suppliedBy({ type, default: own, autoIncrement }: Column): string | null {
  if (own) return own.asWritten ?? own.sql;
  return isInteger(type) ? nextOf(autoIncrement) : null;
}

function nextOf(autoIncrement: Column['autoIncrement']): string | null {
  const { kind, sequence } = autoIncrement ?? {};
  return kind === 'serial' && sequence ? `nextval(${literal(qualified(sequence))}::regclass)` : null;
}

/**
 * The default to set behind the change of type; null to leave what is there. The server keeps a constant in the spelling
 * of the old type (`'x'::character varying`), so that the model's own is set again.
 */
function defaultAfter(actual: Column, wanted: Column, converts: boolean): string | null {
  const serial = isInteger(wanted.type) && !isInteger(actual.type) ? nextOf(wanted.autoIncrement) : null;
  if (serial !== null) return serial;
  if (!actual.default || (actual.autoIncrement && !isInteger(wanted.type))) return null;
  const stated = wanted.default && !wanted.default.movesWithTheClock ? wanted.default : null;
  const isText = [actual.default, stated].some((own) => (own?.asWritten ?? own?.sql)?.startsWith("'"));
  const isRespelt = isText && baseName(actual.type) !== baseName(wanted.type);
  if (stated !== null) return converts || isRespelt ? (stated.asWritten ?? stated.sql) : null;
  if (!converts) return actual.type.enum === undefined ? null : actual.default.sql;
  return carriedOver(actual.default, wanted.type);
}

/** Families whose values are known without the server. */
const KNOWN: readonly string[] = ['text', 'boolean', 'integer', 'numeric', 'float', 'uuid', 'json', 'date', 'time'];

/** A default that only the database has stays as far as the new type can hold it. */
function carriedOver({ sql, kind }: ColumnDefault, type: ColumnType): string | null {
  const family = familyOf(type);
  if (kind !== 'value' || type.dimensions > 0 || !KNOWN.includes(family)) return null;
  const text = sql.startsWith("'") ? sql.slice(1, -1).replaceAll("''", "'") : sql;
  return canonicalValue(text, family) === null ? null : literal(text);
}

/** Casts that the server makes when it is told to; between other types the text goes over. */
const DIRECT: Readonly<Record<string, readonly string[]>> = {
  integer: ['boolean', 'bit'],
  bigint: ['bit'],
  boolean: ['integer'],
  bit: ['integer', 'bigint'],
  jsonb: ['boolean', 'numeric', 'smallint', 'integer', 'bigint', 'real', 'double precision'],
};

/** One value becomes an array of one; whatever else does not fit fails on its data, and loses nothing. */
export function conversion(column: string, from: ColumnType, to: ColumnType): string {
  const isDirect =
    (familyOf(from) === 'text' && !from.enum && !to.enum) ||
    (!from.enum && !to.enum && (DIRECT[baseName(from)] ?? []).includes(baseName(to)));
  if (from.dimensions === 0 && to.dimensions > 0) {
    const isSame = from.text === to.text.replace(/(\[\])+$/, '');
    const item = isSame || isDirect ? column : `${column}::text`;
    return `CASE WHEN ${column} IS NULL THEN NULL ELSE ARRAY[${item}]::${to.text} END`;
  }
  if (from.dimensions > 0 && to.dimensions === 0) {
    return familyOf(to) === 'text' && !to.enum ? `${column}::text` : `${column}::text::${to.text}`;
  }
  return isDirect ? `${column}::${to.text}` : `${column}::text${'[]'.repeat(Math.min(to.dimensions, 1))}::${to.text}`;
}

/** The sequence of a serial column goes on to the end of the new type. An identity's does so by itself. */
function sequenceAlong({ type, autoIncrement }: Column, to: ColumnType): readonly string[] {
  const { kind, sequence } = autoIncrement ?? {};
  if (kind !== 'serial' || sequence === undefined || !isInteger(type) || !isInteger(to)) return [];
  return [`ALTER SEQUENCE ${qualified(sequence)} AS ${to.text}`];
}

/** The undo of a change that had to take the identity off. */
function identityBack(change: AlterColumn, to: ColumnType): readonly string[] {
  const { kind, sequence } = change.actual.autoIncrement ?? {};
  if (sequence === undefined || isInteger(change.actual.type) || !isInteger(to)) return [];
  if (kind !== 'identity-always' && kind !== 'identity-by-default') return [];
  const generated = kind === 'identity-always' ? 'ALWAYS' : 'BY DEFAULT';
  return [alter(change, `ADD GENERATED ${generated} AS IDENTITY (SEQUENCE NAME ${qualified(sequence)})`)];
}

function isInteger(type: ColumnType): boolean {
  return type.dimensions === 0 && familyOf(type) === 'integer';
}

function alter(change: AlterColumn, what: string): string {
  return `ALTER TABLE ${qualified(change.table)} ALTER COLUMN ${name(change.column)} ${what}`;
}
