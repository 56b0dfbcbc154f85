import { isSymbol, isWord, type Token, tokenize } from './mysql.lexer.js';
import { literal } from './mysql.quote.js';
import { remember } from '../../schema/remember.js';

/** A type taken apart. */
export interface TypeName {
  /** `int`, `varchar`, `enum`: in the server's own spelling. */
  readonly name: string;
  /** Lengths and digits; of an enum or a set, its values. */
  readonly modifiers: readonly string[];
  readonly unsigned: boolean;
  readonly zerofill: boolean;
  /** Compared byte by byte: the `_bin` collation of the character set. */
  readonly binary: boolean;
  readonly recognised: boolean;
}

/** Other words for the server's own. */
const ALIASES: Readonly<Record<string, string>> = {
  integer: 'int',
  int1: 'tinyint',
  int2: 'smallint',
  int3: 'mediumint',
  int4: 'int',
  int8: 'bigint',
  middleint: 'mediumint',
  bool: 'boolean',
  dec: 'decimal',
  numeric: 'decimal',
  fixed: 'decimal',
  real: 'double',
  'double precision': 'double',
  float4: 'float',
  float8: 'double',
  character: 'char',
  nchar: 'char',
  'national char': 'char',
  'national character': 'char',
  'character varying': 'varchar',
  'char varying': 'varchar',
  varcharacter: 'varchar',
  nvarchar: 'varchar',
  'national varchar': 'varchar',
  'char byte': 'binary',
  long: 'mediumtext',
  'long varchar': 'mediumtext',
  'long varbinary': 'mediumblob',
  geomcollection: 'geometrycollection',
};

const TWO_WORDS = new Set(['double', 'national', 'character', 'char', 'long']);

const KNOWN = new Set(
  (
    'tinyint smallint mediumint int bigint boolean decimal float double char varchar binary varbinary tinytext text mediumtext ' +
    'longtext tinyblob blob mediumblob longblob date datetime timestamp time year bit enum set json uuid inet4 inet6 vector ' +
    'geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection'
  ).split(' '),
);

/** The width that ZEROFILL fills up to when none is stated. */
const ZEROFILL_WIDTHS: Readonly<Record<string, string>> = {
  tinyint: '3',
  smallint: '5',
  mediumint: '8',
  int: '10',
  bigint: '20',
};

export const INTEGERS: readonly string[] = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'];

export interface ReadTypeName {
  readonly type: TypeName;
  readonly next: number;
  /** The type with the width that is only for show. */
  readonly wide?: string;
  /** Of a column with a character set of its own. */
  readonly charset?: string;
  readonly collation?: string;
}

/** The type at the beginning of these tokens; null where none can be. */
export function readTypeName(tokens: readonly Token[]): ReadTypeName | null {
  const [first, second] = tokens;
  if (first?.kind !== 'word' || first.value === '') return null;
  const isTwo = TWO_WORDS.has(first.value) && second?.kind === 'word' && `${first.value} ${second.value}` in ALIASES;
  const written = isTwo ? `${first.value} ${second.value}` : first.value;
  let next = isTwo ? 2 : 1;
  const modifiers: string[] = [];
  if (isSymbol(tokens[next], '(')) {
    next++;
    while (next < tokens.length && !isSymbol(tokens[next], ')')) {
      const token = tokens[next];
      if (token !== undefined && !isSymbol(token, ',')) modifiers.push(token.value);
      next++;
    }
    next++;
  }
  const flags = readFlags(tokens, next);
  const name = ALIASES[written] ?? written;
  const { unsigned, zerofill, binary, ...rest } = flags;
  const stated: TypeName = { name, modifiers, unsigned, zerofill, binary, recognised: KNOWN.has(name) };
  const type = canonical(stated);
  const isForShow = INTEGERS.includes(name) && modifiers.length > 0 && type.modifiers.length === 0;
  const national = /^n(ational|char|varchar)/.test(written) ? { charset: 'utf8mb3' } : {};
  return { ...national, ...rest, type, ...(isForShow ? { wide: printType(stated) } : {}) };
}

function readFlags(tokens: readonly Token[], start: number) {
  let next = start;
  let [unsigned, zerofill, binary] = [false, false, false];
  let charset: string | undefined;
  let collation: string | undefined;
  for (;;) {
    const token = tokens[next];
    if (isWord(token, 'unsigned')) unsigned = true;
    else if (isWord(token, 'zerofill')) [zerofill, unsigned] = [true, true];
    else if (isWord(token, 'binary')) binary = true;
    else if (isWord(token, 'charset') || (isWord(token, 'character', 'char') && isWord(tokens[next + 1], 'set'))) {
      next += isWord(token, 'charset') ? 1 : 2;
      charset = tokens[next]?.value.toLowerCase();
    } else if (isWord(token, 'collate')) {
      next++;
      collation = tokens[next]?.value.toLowerCase();
    } else if (!isWord(token, 'signed')) break;
    next++;
  }
  return {
    next,
    unsigned,
    zerofill,
    binary,
    ...(charset === undefined ? {} : { charset }),
    ...(collation === undefined ? {} : { collation }),
  };
}

/** What is the same without being stated is not stated. */
function canonical(type: TypeName): TypeName {
  const { name, modifiers, zerofill, unsigned } = type;
  const [first, second] = modifiers;
  if (name === 'boolean') return { ...type, name: 'tinyint', modifiers: ['1'] };
  if (INTEGERS.includes(name)) return { ...type, modifiers: integerWidth(name, first, zerofill, unsigned) };
  switch (name) {
    case 'decimal':
      return { ...type, modifiers: [first ?? '10', second ?? '0'] };
    case 'float':
      if (second !== undefined || first === undefined) return type;
      return { ...type, name: Number(first) > 24 ? 'double' : 'float', modifiers: [] };
    case 'char':
    case 'binary':
    case 'bit':
      return { ...type, modifiers: [first ?? '1'] };
    case 'datetime':
    case 'timestamp':
    case 'time':
      return { ...type, modifiers: first === undefined || first === '0' ? [] : [first] };
    case 'year':
      return { ...type, modifiers: [] };
    default:
      return type;
  }
}

/** A width is only for show, but for the 1 that says "boolean" and for what ZEROFILL fills up to. */
function integerWidth(
  name: string,
  width: string | undefined,
  zerofill: boolean,
  unsigned: boolean,
): readonly string[] {
  if (zerofill) return [width ?? ZEROFILL_WIDTHS[name] ?? '10'];
  return name === 'tinyint' && width === '1' && !unsigned ? ['1'] : [];
}

export function printType({ name, modifiers, unsigned, zerofill, binary }: TypeName): string {
  const inner = hasValues(name) ? modifiers.map(literal) : modifiers;
  return [
    `${name}${inner.length > 0 ? `(${inner.join(',')})` : ''}`,
    unsigned ? 'unsigned' : '',
    zerofill ? 'zerofill' : '',
    binary ? 'binary' : '',
  ]
    .filter(Boolean)
    .join(' ');
}

export function hasValues(name: string): boolean {
  return name === 'enum' || name === 'set';
}

/** A canonical text taken apart again. */
export const parseType = remember((text: string): TypeName | null => {
  const tokens = tokenize(text);
  return tokens && (readTypeName(tokens)?.type ?? null);
});
