import { literal, name as quoted } from './postgres.quote.js';
import { foldCase, isSymbol, type Token } from './postgres.lexer.js';

/** In bytes. */
export const LONGEST_NAME = 63;

/** All keywords but the unreserved ones: the server quotes these when it prints them as names. */
const KEYWORDS = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast ' +
    'char character check coalesce collate collation column concurrently constraint create cross current_catalog ' +
    'current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable ' +
    'desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group ' +
    'grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array ' +
    'json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value ' +
    'lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not ' +
    'notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision primary ' +
    'real references returning right row select session_user setof similar smallint some substring symmetric ' +
    'system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar ' +
    'variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse ' +
    'xmlpi xmlroot xmlserialize xmltable'
  ).split(' '),
);

/** What Sequelize quotes even with `quoteIdentifiers: false`. */
const SEQUELIZE_QUOTES = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation ' +
    'column concurrently constraint create cross current_catalog current_date current_role current_schema current_time ' +
    'current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze ' +
    'from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit ' +
    'localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references ' +
    'returning right select session_user similar some symmetric table tablesample then to trailing true union unique user ' +
    'using variadic verbose when where window with'
  ).split(' '),
);

/** Columns that every table has already. */
export const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** A name as the server stores it after Sequelize wrote it: quotes gone, folded when it was not quoted, cut to 63 bytes. */
export function storedName(text: string, quoteIdentifiers: boolean): string {
  const bare = text.replaceAll('"', '');
  const isQuoted =
    quoteIdentifiers || text.includes('.') || text.includes('->') || SEQUELIZE_QUOTES.has(bare.toLowerCase());
  return truncated(isQuoted ? bare : foldCase(bare));
}

/** The server cuts names to 63 bytes, and never splits a character. */
export function truncated(text: string): string {
  // No character takes more than three bytes for one unit of a JavaScript string.
  if (text.length * 3 <= LONGEST_NAME || Buffer.byteLength(text) <= LONGEST_NAME) return text;
  let bytes = 0;
  let result = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST_NAME) break;
    result += character;
  }
  return result;
}

/** A name as the server prints it: quoted only where it must be. */
export function printedName(text: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(text) && !KEYWORDS.has(text) ? text : quoted(text);
}

const SPACED_BEFORE_BRACKET = new Set(
  'all and any as between case else ilike in is like not or over row some then using when'.split(' '),
);

/** Tokens as one text with one spelling: words in lower case, strings plain, names quoted where they must be. */
export function printTokens(tokens: readonly Token[]): string {
  let text = '';
  tokens.forEach((token, position) => {
    const previous = tokens[position - 1];
    text += previous !== undefined && isSpaced(previous, token) ? ` ${printed(token)}` : printed(token);
  });
  return text;
}

function printed(token: Token): string {
  if (token.kind === 'string') return literal(token.value);
  return token.kind === 'quoted' ? printedName(token.value) : token.value;
}

const TIGHT_AFTER = new Set(['(', '[', '.', '::']);
const TIGHT_BEFORE = new Set([')', ']', ',', '.', '::', '[', ';']);

function isSpaced(left: Token, right: Token): boolean {
  if (left.kind === 'symbol' && TIGHT_AFTER.has(left.value)) return false;
  if (right.kind === 'symbol' && TIGHT_BEFORE.has(right.value)) return false;
  if (!isSymbol(right, '(')) return true;
  if (left.kind === 'word') return SPACED_BEFORE_BRACKET.has(left.value);
  return left.kind !== 'quoted';
}
