import { clearLine, createInterface, cursorTo } from 'node:readline';
import { printable } from '../report/printable.js';

type Write = typeof process.stdout.write;

const colours = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const;
export type Colour = keyof typeof colours;

/** How long a step may take before a person is told what is waited for. */
const PATIENCE_MS = 1_500;

/**
 * What a command shows: the report on standard output, everything else on standard error. What the application itself prints
 * while it is loaded goes to standard error too, so that `--json` stays JSON.
 */
export class Terminal {
  /** While this is set an interruption has something to take back. */
  isApplying = false;
  private readonly write: Write = process.stdout.write.bind(process.stdout);

  constructor(
    private readonly settings: {
      readonly noColour: boolean;
      /** Takes passwords out of a text. */
      readonly clean: (text: string) => string;
    },
  ) {}

  /** From here on standard output belongs to the report, and nobody else writes a password. */
  take(): void {
    const write = process.stderr.write.bind(process.stderr) as (...args: unknown[]) => boolean;
    const { clean } = this.settings;
    const cleanly = (chunk: unknown, ...rest: unknown[]): boolean =>
      write(typeof chunk === 'string' ? clean(chunk) : chunk, ...rest);
    process.stdout.write = cleanly;
    process.stderr.write = cleanly;
  }

  /** True where the report goes to a person and not to a file or a program. */
  get isTerminal(): boolean {
    return process.stdout.isTTY === true;
  }

  /** True where a question can be asked and answered. */
  get canAsk(): boolean {
    return process.stdin.isTTY === true && process.stderr.isTTY === true;
  }

  /** The report: text that is printable already. */
  show(text: string): void {
    this.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** A line for the person in front of it. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  paint(text: string, ...with_: readonly Colour[]): string {
    if (this.settings.noColour || !this.isTerminal) return text;
    return with_.reduce((painted, colour) => `\u001b[${colours[colour]}m${painted}\u001b[0m`, text);
  }

  /** Nothing but a y or a yes is a yes. */
  async ask(question: string): Promise<boolean> {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = await new Promise<string>((done) => {
        lines.once('close', () => done(''));
        lines.question(`${printable(question)} [y/N] `, done);
      });
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      lines.close();
    }
  }

  /** Does the work; where that takes long it says so: on a terminal in one line that goes away again. */
  async during<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const started = Date.now();
    const { stderr } = process;
    let shown = false;
    const tell = (): void => {
      const text = `${what} …`;
      if (stderr.isTTY === true) {
        cursorTo(stderr, 0);
        clearLine(stderr, 0);
        stderr.write(`${text} ${Math.round((Date.now() - started) / 1000)} s`);
      } else if (!shown) stderr.write(`${text}\n`);
      shown = true;
    };
    const timer = setInterval(tell, PATIENCE_MS);
    timer.unref();
    try {
      return await work();
    } finally {
      clearInterval(timer);
      if (shown && stderr.isTTY === true) {
        cursorTo(stderr, 0);
        clearLine(stderr, 0);
      }
    }
  }

  /** Waits until everything is written: a pipe may still be taking it. */
  async flush(): Promise<void> {
    await Promise.all([
      new Promise<void>((done) => this.write('', () => done())),
      new Promise<void>((done) => process.stderr.write('', () => done())),
    ]);
  }
}

const signs: Readonly<Record<string, Colour>> = { '+': 'green', '~': 'yellow', '-': 'red', '!': 'yellow' };

/** Paints the lines of a report by their signs. */
export function painted(text: string, terminal: Terminal): string {
  const [title = '', ...lines] = text.split('\n');
  return [
    terminal.paint(title, 'bold'),
    ...lines.map((line) => {
      const sign = /^ {2}([+~!-]) /.exec(line)?.[1] ?? '';
      if (signs[sign]) return terminal.paint(line, signs[sign]);
      if (/^ {2}breaks\b/.test(line)) return terminal.paint(line, 'red');
      if (/^ {2}differs\b/.test(line)) return terminal.paint(line, 'yellow');
      return /^ {6}/.test(line) ? terminal.paint(line, 'dim') : line;
    }),
  ].join('\n');
}
