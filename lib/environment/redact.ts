import { isSecretName, noSecrets, type Secrets } from './secrets.js';

const mask = '***';

/** Takes every secret out of a text: by place (URIs, `password=`), and the known ones wherever they stand. */
export function redact(text: string, secrets: Secrets = noSecrets): string {
  let result = redactAssignments(redactUri(text));
  for (const secret of secrets.anywhere) result = result.replaceAll(secret, mask);
  for (const secret of secrets.alone) {
    result = result.replace(new RegExp(`(?<![\\p{L}\\p{N}_])${secret}(?![\\p{L}\\p{N}_])`, 'gu'), mask);
  }
  return result;
}

/** Takes the password and secret query parameters out of every URI in a text, whatever is known about it. */
export function redactUri(text: string): string {
  return (
    text
      // To the last @ before a blank or a quote: passwords contain unescaped delimiters more often than queries an @.
      .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:@/'"`]*):([^\s'"`]*)@/gi, `$1:${mask}@`)
      .replace(/([?&])([^=&#\s'"`]+)=([^&#\s'"`]*)/g, (all: string, before: string, name: string, value: string) =>
        isSecretName(name) && value !== '' ? `${before}${name}=${mask}` : all,
      )
  );
}

const value =
  String.raw`("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|` + '`(?:[^`\\\\]|\\\\.)*`' + String.raw`|[^\s&;,'"` + '`)}\\]]+)';
const equation = new RegExp(String.raw`\b(\w+)(["']?\s*=\s*)` + value, 'g');
/** A colon counts inside a printed object only: prose uses colons too ("users.password: 'text' is wanted"). */
const property = new RegExp(
  String.raw`(?<=(?:[{,]\s*|^\s*)["']?)(\w+)(["']?\s*:\s*(?=["'` + '`' + String.raw`]))` + value,
  'gm',
);

/** `password=x`, `"password": "x"`, `{ password: 'x' }`. */
function redactAssignments(text: string): string {
  const replace = (all: string, name: string, between: string, found: string): string => {
    // `key =` and its like are as often columns as secrets.
    if (!isSecretName(name) || /^(key|token|secret|pass)$/i.test(name)) return all;
    const quote = /^["'`]/.exec(found)?.[0] ?? '';
    return `${name}${between}${quote}${mask}${quote}`;
  };
  return text.replace(equation, replace).replace(property, replace);
}
