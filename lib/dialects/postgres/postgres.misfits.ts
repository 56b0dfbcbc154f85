import type { TypeStep } from '../../schema/answers.js';
import type { Column, ColumnType } from '../../schema/database-schema.js';
import { FALSE, TRUE } from '../rows-sql.js';
import { numberMisfit } from './postgres.number-misfits.js';
import { literal } from './postgres.quote.js';
import type { TypeName } from './postgres.type-names.js';
import { baseName, familyOf, parseType, type TypeFamily } from './postgres.values.js';

/** What a server knows about whether a text is a value of a type. */
export interface Knowledge {
  readonly utc: boolean;
  /** `pg_input_is_valid`, from version 16 on. */
  readonly judgesInput: boolean;
}

/**
 * SQL that is true for a value that a change of type would lose, cut, round or reject: what the statement does is not what
 * an explicit cast does, so that each pair of families has a test of its own. Null where only an attempt tells.
 */
export function postgresMisfit(own: string, step: TypeStep, knows: Knowledge): string | null {
  const { from, to } = step;
  if (from.type.dimensions > 0 && to.type.dimensions === 0) return TRUE;
  if (from.type.dimensions === 0 && to.type.dimensions === 0) return scalarMisfit(own, step, knows);
  const item = { ...step, from: elementOf(from), to: elementOf(to) };
  if (from.type.dimensions === 0) {
    return item.from.type.text === item.to.type.text ? FALSE : scalarMisfit(own, item, knows);
  }
  const misfit = scalarMisfit('item', item, knows);
  if (misfit === null || misfit === TRUE || misfit === FALSE) return misfit;
  return `EXISTS (SELECT FROM unnest(${own}) AS items (item) WHERE item IS NOT NULL AND (${misfit}))`;
}

function elementOf(column: Column): Column {
  return { ...column, type: { ...column.type, text: column.type.text.replace(/(\[\])+$/, ''), dimensions: 0 } };
}

type Rule = (own: string, left: TypeName, right: TypeName, step: TypeStep, knows: Knowledge) => string | null;

function scalarMisfit(own: string, step: TypeStep, knows: Knowledge): string | null {
  const misfit = valueMisfit(own, step, knows);
  const isPadded = ['character', 'bpchar'].includes(baseName(step.from.type)) && misfit !== null && misfit !== TRUE;
  // Blanks that only fill up are gone afterwards, and a reader gets another text.
  return isPadded ? `octet_length(${own}) <> octet_length(${own}::text) OR ${misfit}` : misfit;
}

function valueMisfit(own: string, step: TypeStep, knows: Knowledge): string | null {
  const { from, to, values } = step;
  if (to.type.enum) {
    return values === undefined ? null : `${own}::text NOT IN (${values.map(literal).join(', ')})`;
  }
  const [left, right] = [parseType(from.type.text), parseType(to.type.text)];
  if (right === null) return null;
  const [before, after] = [familyOf(from.type), familyOf(to.type)];
  if (before === 'bytea' || after === 'bytea') return TRUE;
  if (left === null || from.type.enum) {
    if (after === 'text') return lengthMisfit(own, right);
    return isReadable(to.type) ? inputMisfit(own, to, knows) : TRUE;
  }
  const rule = RULES[`${before}>${after}`] ?? (isNumber(before) && isNumber(after) ? numbers : undefined);
  if (rule !== undefined) return rule(own, left, right, step, knows);
  if (after === 'text') return lengthMisfit(own, right);
  const other = OTHERS[`${baseName(from.type)}>${baseName(to.type)}`];
  if (other !== undefined) return other(own, left, right, step, knows);
  // By way of a text anything may become something: 5 an interval of five seconds. Nobody asked for that.
  return before === 'text' && isReadable(to.type) ? inputMisfit(own, to, knows) : TRUE;
}

/** Types whose texts say one value and no other; of a document of words, say, the order goes. */
function isReadable(type: ColumnType): boolean {
  return familyOf(type) !== 'other' || READABLE.includes(baseName(type));
}

const READABLE: readonly string[] = [
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'interval',
  'money',
  'oid',
  'time with time zone',
];

const isNumber = (family: TypeFamily): boolean => family === 'integer' || family === 'numeric' || family === 'float';

const numbers: Rule = (own, left, right) => numberMisfit(own, left, right);

/** What the value becomes, back in the old type, is not what it was. */
const roundTrip: Rule = (own, _left, _right, { from, to }) => `${own}::${to.type.text}::${from.type.text} <> ${own}`;

/** Without UTC the moments shift, whatever the value is. */
const inUtc: Rule = (own, left, right, step, knows) => (knows.utc ? roundTrip(own, left, right, step, knows) : TRUE);

const LIKE_A_DAY = String.raw`^\s*\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?\s*$`;

const RULES: Readonly<Record<string, Rule>> = {
  'text>text': (own, _left, right) => textMisfit(own, right),
  'boolean>integer': () => FALSE,
  'integer>boolean': (own) => `${own} NOT IN (0, 1)`,
  'timestamp>timestamp': roundTrip,
  'timestamptz>timestamptz': roundTrip,
  'timestamp>timestamptz': inUtc,
  'timestamptz>timestamp': inUtc,
  'timestamp>date': roundTrip,
  'timestamptz>date': inUtc,
  'date>timestamp': () => FALSE,
  'date>timestamptz': (_own, _left, _right, _step, { utc }) => (utc ? FALSE : TRUE),
  'timestamp>time': () => TRUE,
  'timestamptz>time': () => TRUE,
  'time>time': roundTrip,
  'text>date': (own, left, _right, step, knows) => {
    if (left === null) return null;
    // An older server fails on a day that no calendar has: then nobody could look, and that holds, too.
    const invalid = inputMisfit(own, step.to, knows) ?? `${own}::text !~ ${literal(LIKE_A_DAY)}`;
    // A date with a time is a date, too: the time would go.
    const moment = `${own}::text::timestamp`;
    return `CASE WHEN ${invalid} THEN true ELSE ${moment} <> ${moment}::date END`;
  },
  'json>json': () => FALSE,
};

const OTHERS: Readonly<Record<string, Rule>> = {
  'inet>cidr': (own) => `${own} <> network(${own})::inet`,
  'interval>time without time zone': roundTrip,
  'time without time zone>interval': () => FALSE,
  'bit>bit': (own, _left, right) => `length(${own}) <> ${right.modifiers[0] ?? '1'}`,
  'bit varying>bit': (own, _left, right) => `length(${own}) <> ${right.modifiers[0] ?? '1'}`,
  'bit varying>bit varying': (own, _left, right) => bitLength(own, right),
  'bit>bit varying': (own, _left, right) => bitLength(own, right),
  'jsonb>boolean': (own) => `jsonb_typeof(${own}) <> 'boolean'`,
  'jsonb>smallint': jsonNumber,
  'jsonb>integer': jsonNumber,
  'jsonb>bigint': jsonNumber,
};

function bitLength(own: string, right: TypeName): string {
  return right.modifiers[0] === undefined ? FALSE : `length(${own}) > ${right.modifiers[0]}`;
}

function jsonNumber(own: string, left: TypeName, right: TypeName): string {
  const number = numberMisfit(`${own}::numeric`, { ...left, name: 'numeric', modifiers: [] }, right);
  return `CASE WHEN jsonb_typeof(${own}) = 'number' THEN ${number} ELSE true END`;
}

function textMisfit(own: string, right: TypeName): string {
  const tests: string[] = [];
  if (right.name === 'character' || right.name === 'bpchar') {
    tests.push(`char_length(${own}::text) <> ${right.modifiers[0] ?? '1'}`, `${own}::text <> rtrim(${own}::text)`);
  } else if (right.modifiers[0] !== undefined) tests.push(`char_length(${own}::text) > ${right.modifiers[0]}`);
  if (right.name === 'name') tests.push(`octet_length(${own}::text) > 63`);
  return tests.length === 0 ? FALSE : tests.join(' OR ');
}

function lengthMisfit(own: string, right: TypeName): string {
  const [length = right.name === 'character' ? '1' : undefined] = right.modifiers;
  // Shorter ones are filled up with blanks.
  if (right.name === 'character') return `char_length(${own}::text) <> ${length ?? '1'}`;
  return length === undefined ? FALSE : `char_length(${own}::text) > ${length}`;
}

/** The server itself says what is a value of a type; older ones say so only by failing. */
function inputMisfit(own: string, to: { readonly type: ColumnType }, { judgesInput }: Knowledge): string | null {
  const text = `${own}::text`;
  const right = parseType(to.type.text);
  const rounds =
    right?.name === 'numeric' && right.modifiers.length > 0
      ? numberMisfit(`${text}::numeric`, { ...right, modifiers: [] }, right)
      : null;
  const type = rounds === null ? to.type.text : 'numeric';
  const pattern = PATTERNS[type === 'numeric' ? 'numeric' : familyOf(to.type)];
  const invalid = judgesInput
    ? `NOT pg_input_is_valid(${text}, ${literal(type)})`
    : pattern === undefined
      ? null
      : `${text} !~* ${literal(pattern)}`;
  if (invalid === null) return null;
  const whole = !judgesInput && familyOf(to.type) === 'integer';
  const beyond = whole
    ? numberMisfit(`${text}::numeric`, { ...(right as TypeName), name: 'numeric', modifiers: [] }, right as TypeName)
    : rounds;
  return beyond === null ? invalid : `CASE WHEN ${invalid} THEN true ELSE ${beyond} END`;
}

/** What the oldest servers take, too; the rare forms are left out. */
const PATTERNS: Partial<Readonly<Record<TypeFamily, string>>> = {
  integer: '^\\s*[-+]?[0-9]+\\s*$',
  numeric: '^\\s*[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[-+]?[0-9]{1,3})?\\s*$',
  boolean: '^\\s*(t|tr|tru|true|y|ye|yes|on|1|f|fa|fal|fals|false|n|no|of|off|0)\\s*$',
  uuid: '^\\{?[0-9a-f]{4}(-?[0-9a-f]{4}){7}\\}?$',
};
