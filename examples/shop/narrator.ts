import { isDeepStrictEqual, inspect } from 'node:util';

const WIDTH = 112;

/** Says what happens, and notes whether it was what was expected. */
export class Narrator {
  private failures = 0;

  get heldSoFar(): boolean {
    return this.failures === 0;
  }

  headline(text: string): void {
    console.log(`\n${text}\n${'─'.repeat(text.length)}`);
  }

  say(text: string): void {
    for (const line of wrap(text, WIDTH - 2)) console.log(`  ${line}`);
  }

  /** What somebody else said: a log line, an error, SQL. */
  quote(text: string): void {
    for (const line of wrap(text, WIDTH - 4)) console.log(`  │ ${line}`.trimEnd());
  }

  check(claim: string, found: unknown, expected: unknown = true): void {
    if (isDeepStrictEqual(found, expected)) {
      console.log(`  ✔ ${claim}`);
      return;
    }
    this.failures++;
    console.log(`  ✘ ${claim}\n      expected  ${show(expected)}\n      found     ${show(found)}`);
  }

  /** An error that no step expects. */
  broken(error: unknown): void {
    this.failures++;
    console.log('  ✘ the step could not be played to its end');
    console.error(error);
  }
}

function show(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: WIDTH, maxStringLength: 2_000 }).replaceAll(
    '\n',
    `\n${' '.repeat(16)}`,
  );
}

/** Long lines are broken between words, and what continues is set in below its own beginning. */
function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const indent = `${/^[\s+~-]*/.exec(line)?.[0].replace(/\S/g, ' ') ?? ''}  `;
    const lines: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const at = rest.lastIndexOf(' ', width);
      if (at <= indent.length) break;
      lines.push(rest.slice(0, at));
      rest = indent + rest.slice(at + 1);
    }
    return [...lines, rest];
  });
}
