import type { Environment } from './environment-word.js';

/** Names of options, keywords and query parameters whose values nobody may see. */
const secretNames: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'sslpassword',
  'sslkey',
  'sslidentity',
  'token',
  'accesstoken',
  'authtoken',
  'refreshtoken',
  'secret',
  'clientsecret',
  'secretaccesskey',
  'sessiontoken',
  'apikey',
  'privatekey',
  'encryptionkey',
  'key',
  'pfx',
  'pgpassword',
]);

/** `ssl_password` and `sslPassword` are one name; `DB_PASSWORD` is one too. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[_-]/g, '');
  return secretNames.has(plain) || /(password|passwd|passphrase)$/.test(plain);
}

/** Options that hold code, which may answer with side effects when it is looked through. */
const notData: ReadonlySet<string> = new Set(['dialectModule', 'logger', 'models', 'hooks']);

/** What must not be seen, and where it may stand without being recognised. */
export interface Secrets {
  /** Replaced wherever they stand. */
  readonly anywhere: readonly string[];
  /** Replaced where they stand alone: too short, or too common inside other words. */
  readonly alone: readonly string[];
}

export const noSecrets: Secrets = { anywhere: [], alone: [] };

/**
 * All secrets of a connection: option objects at any depth, URIs, query parameters and the environment.
 * A password that is also a name (`postgres` at `postgres`) or shorter than four characters is not among them: replacing
 * it would only show where it stands. `redact` takes those away by their place: in URIs, and after `password=`.
 */
export function secretsOf(options: unknown, env: Environment = {}): Secrets {
  const found = new Set<string>();
  const names = new Set<string>(['postgres', 'postgresql', 'password', 'secret', 'localhost']);
  visit(options, '', 0, found, names, new Set());
  if (env['PGPASSWORD'] !== undefined) found.add(env['PGPASSWORD']);
  for (const value of Object.values(env)) if (value !== undefined) collectFromUri(value, found, names);

  const telling = [...found]
    .flatMap(spellings)
    .filter((secret) => secret.length >= 4 && !names.has(secret.toLowerCase()));
  const byLength = [...new Set(telling)].sort((left, right) => right.length - left.length || (left < right ? -1 : 1));
  return {
    anywhere: byLength.filter((secret) => secret.length >= 8 || /[^\p{L}\p{N}_]/u.test(secret)),
    alone: byLength.filter((secret) => secret.length < 8 && !/[^\p{L}\p{N}_]/u.test(secret)),
  };
}

function visit(
  value: unknown,
  name: string,
  depth: number,
  found: Set<string>,
  names: Set<string>,
  seen: Set<object>,
): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    // `key` is often no more than a name; a key that is a secret is long.
    if (isSecretName(name) && (name !== 'key' || text.length >= 16)) found.add(text);
    else if (/^(user(name)?|database|host|schema|dialect)$/i.test(name)) names.add(text.toLowerCase());
    if (typeof value === 'string') collectFromUri(text, found, names);
    return;
  }
  if (typeof value !== 'object' || value === null || seen.has(value) || depth > 8) return;
  seen.add(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  // Models, pools and loggers hang on the options too: only plain data can hold what a person wrote.
  if (!Array.isArray(value) && prototype !== null && prototype !== Object.prototype) return;
  for (const [key, child] of Object.entries(value).filter(([key]) => !notData.has(key)))
    visit(child, Array.isArray(value) ? name : key, depth + 1, found, names, seen);
}

function collectFromUri(text: string, found: Set<string>, names: Set<string>): void {
  const uri = /^[a-z][a-z0-9+.-]*:\/\/([^:@/?#]*):(.*)@([^@]*)$/is.exec(text.trim());
  if (uri !== null) {
    const [, user = '', password = '', rest = ''] = uri;
    found.add(password);
    // A password with unescaped delimiters is cut by URI parsers, and its pieces turn up as host or database.
    for (const piece of password.split(/[/?#@:]/)) if (piece !== password && piece.length >= 4) found.add(piece);
    names.add(decoded(user).toLowerCase());
    for (const part of rest.split(/[/?#,]/, 2)) names.add(part.replace(/:\d+$/, '').toLowerCase());
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim())) return;
  for (const [, name = '', value = ''] of text.matchAll(/[?&]([^=&#\s]+)=([^&#\s]*)/g)) {
    if (isSecretName(decoded(name))) found.add(value);
  }
}

/** As written, decoded, percent-encoded, and as JSON would escape it. */
function spellings(secret: string): readonly string[] {
  const plain = decoded(secret);
  return [secret, plain, encoded(secret), encoded(plain), encodedUri(plain), JSON.stringify(plain).slice(1, -1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function encodedUri(text: string): string {
  try {
    return encodeURI(text);
  } catch {
    return text;
  }
}
