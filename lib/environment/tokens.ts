const productionTokens: readonly string[] = ['prod', 'prd', 'production'];

/** `live` and `main` are too common inside names (`live_scores`, `main_db`): they count as whole words only. */
const productionWords: readonly string[] = [...productionTokens, 'live', 'main'];

const testTokens: readonly string[] = [
  'test',
  'tests',
  'testing',
  'testdb',
  'unittest',
  'e2e',
  'ci',
  'jest',
  'vitest',
  'tmp',
  'temp',
];

/** The words of a name: split at everything that is no letter or digit and at camelCase humps; without trailing digits. */
export function tokens(name: string): readonly string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .map((token) => token.toLowerCase().replace(/\d+$/, ''))
    .filter((token) => token !== '');
}

/** The token that says production, if there is one; `non-prod` and `not-prod` are no sign. */
export function productionToken(name: string): string | undefined {
  // Host names are case-blind, so that their humps mean nothing: both readings count.
  return signIn(tokens(name)) ?? signIn(tokens(name.toLowerCase()));
}

function signIn(words: readonly string[]): string | undefined {
  return words.find((word, at) => productionTokens.includes(word) && !['non', 'not'].includes(words[at - 1] ?? ''));
}

/** True for the value of a variable such as `APP_ENV` that says production. */
export function saysProduction(word: string): boolean {
  return productionWords.includes(word) || productionToken(word) !== undefined;
}

/** The token that says that a database is made to be thrown away, if there is one. */
export function testToken(name: string): string | undefined {
  return tokens(name).find((token) => testTokens.includes(token));
}
