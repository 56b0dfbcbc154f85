/** How names stand in a server's expressions. */
export interface SqlNames {
  readonly quote: (name: string) => string;
  /** Names that fold to the same text are one. */
  readonly fold: (name: string) => string;
  /** Canonical text of an expression. */
  readonly canonical: (sql: string) => string;
}

const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\p{L}_][\p{L}\p{N}_$]*|\s+|./gsu;

/** An expression with a column under another name. Texts, functions and types of that name stay. */
export function renameInSql(sql: string, from: string, to: string, { quote, fold, canonical }: SqlNames): string {
  const pieces = sql.match(PIECES) ?? [];
  const told = (at: number, step: 1 | -1): string => {
    const next = pieces[at + step];
    return next !== undefined && next.trim() === '' ? (pieces[at + 2 * step] ?? '') : (next ?? '');
  };
  const isColumn = (piece: string, at: number): boolean => {
    if (fold(nameIn(piece)) !== fold(from) || piece.startsWith("'")) return false;
    const isType = told(at, -1) === ':' || told(at, -1).toLowerCase() === 'as';
    return !isType && (isQuoted(piece) || pieces[at + 1] !== '(');
  };
  if (!pieces.some(isColumn)) return sql;
  return canonical(pieces.map((piece, at) => (isColumn(piece, at) ? quote(to) : piece)).join(''));
}

function isQuoted(piece: string): boolean {
  return piece.startsWith('"') || piece.startsWith('`');
}

function nameIn(piece: string): string {
  const mark = piece[0] ?? '';
  return isQuoted(piece) ? piece.slice(1, -1).replaceAll(mark + mark, mark) : piece;
}
