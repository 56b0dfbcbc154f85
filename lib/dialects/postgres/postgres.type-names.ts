import { foldCase, isSymbol, isWord, type Token } from './postgres.lexer.js';
import { printedName } from './postgres.identifiers.js';

/** A type cut into its parts, with the server's own name for it. */
export interface TypeName {
  readonly name: string;
  /** The schema that was written before the name, if any. */
  readonly schema?: string;
  readonly modifiers: readonly string[];
  /** What follows the modifiers: ` with time zone`. */
  readonly suffix: string;
  readonly dimensions: number;
  readonly recognised: boolean;
}

const ALIASES: Readonly<Record<string, string>> = {
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  decimal: 'numeric',
  dec: 'numeric',
  bool: 'boolean',
  varchar: 'character varying',
  char: 'character',
  nchar: 'character',
  varbit: 'bit varying',
  timestamptz: 'timestamp',
  timetz: 'time',
};

const KNOWN = new Set([
  ...(
    'integer smallint bigint real numeric boolean character text bytea uuid json jsonb xml money date timestamp time interval ' +
    'inet cidr macaddr macaddr8 bit point line lseg box path polygon circle tsvector tsquery oid name bpchar jsonpath ' +
    'pg_lsn txid_snapshot pg_snapshot int4range int8range numrange tsrange tstzrange daterange int4multirange ' +
    'int8multirange nummultirange tsmultirange tstzmultirange datemultirange regclass regproc regtype xid cid tid'
  ).split(' '),
  'double precision',
  'character varying',
  'bit varying',
  '"char"',
]);

/** Types that a `CREATE EXTENSION` brings. The schema they live in is the extension's business, not the model's. */
export const EXTENSION_TYPES: Readonly<Record<string, string>> = {
  citext: 'citext',
  hstore: 'hstore',
  geometry: 'postgis',
  geography: 'postgis',
  ltree: 'ltree',
  lquery: 'ltree',
  ltxtquery: 'ltree',
  cube: 'cube',
  vector: 'vector',
  halfvec: 'vector',
  sparsevec: 'vector',
};

const INTERVAL_FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'to'];

/** Reads one type at `start`; null where there is none. */
export function readTypeName(
  tokens: readonly Token[],
  start: number,
): { readonly type: TypeName; readonly next: number } | null {
  let next = start;
  const path: string[] = [];
  let isQuoted = false;
  for (;;) {
    const token = tokens[next];
    if (token?.kind !== 'word' && token?.kind !== 'quoted') return null;
    isQuoted = token.kind === 'quoted';
    path.push(token.value);
    next++;
    if (!isSymbol(tokens[next], '.')) break;
    next++;
  }
  let name = path.at(-1) ?? '';
  let schema = path.at(-2);
  if (schema === 'pg_catalog') schema = undefined;
  const zoned = name === 'timestamptz' || name === 'timetz';

  if (!isQuoted) {
    if (name === 'double' && isWord(tokens[next], 'precision')) [name, next] = ['double precision', next + 1];
    if (name === 'national' && isWord(tokens[next], 'character', 'char')) [name, next] = ['character', next + 1];
    if (['character', 'char', 'nchar', 'bit'].includes(name) && isWord(tokens[next], 'varying')) {
      [name, next] = [name === 'bit' ? 'bit varying' : 'character varying', next + 1];
    }
  }
  if (isQuoted && name === 'char') name = '"char"';
  else name = ALIASES[name] ?? name;

  let fields = '';
  while (name === 'interval' && isWord(tokens[next], ...INTERVAL_FIELDS)) {
    fields += ` ${tokens[next]?.value ?? ''}`;
    next++;
  }

  const modifiers: string[] = [];
  if (isSymbol(tokens[next], '(')) {
    let text = '';
    for (next++; next < tokens.length && !isSymbol(tokens[next], ')'); next++) {
      if (isSymbol(tokens[next], ',')) {
        modifiers.push(text);
        text = '';
      } else text += tokens[next]?.value ?? '';
    }
    if (next >= tokens.length) return null;
    next++;
    modifiers.push(text);
  }

  let suffix = '';
  if (name === 'timestamp' || name === 'time') {
    let withZone = zoned;
    if (
      isWord(tokens[next], 'with', 'without') &&
      isWord(tokens[next + 1], 'time') &&
      isWord(tokens[next + 2], 'zone')
    ) {
      withZone = isWord(tokens[next], 'with');
      next += 3;
    }
    suffix = withZone ? ' with time zone' : ' without time zone';
  }

  let dimensions = 0;
  if (isWord(tokens[next], 'array')) {
    dimensions = 1;
    next++;
    if (isSymbol(tokens[next], '[')) next = afterBrackets(tokens, next);
  }
  while (isSymbol(tokens[next], '[')) {
    dimensions++;
    next = afterBrackets(tokens, next);
  }

  const recognised = KNOWN.has(name) || name === 'float' || name in EXTENSION_TYPES;
  return {
    type: normalised({ name: name + fields, schema, modifiers, suffix, dimensions, recognised }, isQuoted),
    next,
  };
}

function afterBrackets(tokens: readonly Token[], open: number): number {
  let next = open + 1;
  while (next < tokens.length && !isSymbol(tokens[next], ']')) next++;
  return next + 1;
}

/** The modifiers that the server assumes (but for `"bit"`, its name for bits of any number), and one name for `float(n)`. */
function normalised(type: TypeName, isQuoted: boolean): TypeName {
  const [first] = type.modifiers;
  switch (type.name) {
    case 'float':
      return { ...type, name: first !== undefined && Number(first) <= 24 ? 'real' : 'double precision', modifiers: [] };
    case 'numeric':
      return first !== undefined && type.modifiers.length === 1 ? { ...type, modifiers: [first, '0'] } : type;
    case 'character':
    case 'bit':
      return first === undefined && !isQuoted ? { ...type, modifiers: ['1'] } : type;
    case 'geography':
      return type.modifiers.length === 1 ? { ...type, modifiers: [foldCase(first ?? ''), '4326'] } : folded(type);
    case 'geometry':
      return folded(type);
    default:
      return type;
  }
}

/** `Point` and `POINT` are one shape; the SRID 0 is no SRID. */
function folded(type: TypeName): TypeName {
  const modifiers = type.modifiers.map(foldCase);
  return { ...type, modifiers: modifiers[1] === '0' ? modifiers.slice(0, 1) : modifiers };
}

/** As `format_type()` prints it; one pair of brackets, because the server does not keep the number of dimensions. */
export function printType(type: TypeName): string {
  const isBuiltIn = type.recognised || type.name.startsWith('interval');
  const isAnyBits = type.name === 'bit' && type.modifiers.length === 0;
  const name = isBuiltIn && !isAnyBits ? type.name : printedName(type.name);
  const schema = type.schema !== undefined && !(type.name in EXTENSION_TYPES) ? `${printedName(type.schema)}.` : '';
  const modifiers = type.modifiers.length > 0 ? `(${type.modifiers.join(',')})` : '';
  return `${schema}${name}${modifiers}${type.suffix}${type.dimensions > 0 ? '[]' : ''}`;
}
