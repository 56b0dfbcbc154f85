import { Command, CommanderError, Option } from 'commander';
import { apply, type ApplyCommand } from './apply.js';
import { check, type ExitCode, showDrift, showExplanation, showPlan } from './commands.js';
import type { OpenConnection, Source } from './connection.js';
import type { FormatOptions } from './formats.js';
import { mark } from './mark.js';
import { openConnection } from './open-connection.js';
import { repair } from './repair.js';
import type { Terminal } from './terminal.js';

type Options = Source & FormatOptions & ApplyCommand;
type Work = (
  connection: OpenConnection,
  options: Options,
  terminal: Terminal,
  signal: AbortSignal,
  words: readonly string[],
) => Promise<ExitCode>;

export interface Running {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Called with the exit code of the command that ran. */
  readonly done: (code: ExitCode) => void;
}

const EXAMPLE = '--module dist/app.module.js#AppModule';

/** The commands and their options; `running` is what they work with. */
export function makeProgram(version: string, running: Running): Command {
  const program = new Command('safe-sync')
    .description(
      'Plans, checks and applies what Sequelize models want of a database. See the README of nestjs-safe-sync.',
    )
    .version(version)
    .exitOverride()
    .showSuggestionAfterError();
  const commands: readonly Command[] = [
    formats(command(program, running, 'plan', `plan ${EXAMPLE}`, showPlan))
      .description('show what alter would do; writes nothing')
      .option('--force', 'what force would do instead, and the rows that would go'),
    formats(command(program, running, 'check', `check ${EXAMPLE}`, check)).description(
      'for CI: exit code 0 in step, 1 on drift, 2 on an error; writes nothing',
    ),
    formats(command(program, running, 'drift', `drift ${EXAMPLE} --markdown`, showDrift)).description(
      'show how models and database differ; writes nothing',
    ),
    asJson(command(program, running, 'explain', `explain ${EXAMPLE}`, showExplanation)).description(
      'show the mode, the verdict and all evidence with its sources; writes nothing',
    ),
    confirmed(asJson(command(program, running, 'apply', `apply ${EXAMPLE}`, apply)))
      .description('show the plan, ask, and run it under the guard')
      .option('--force', 'empty the tables of the models; never where something says production'),
    confirmed(command(program, running, 'mark <environment>', `mark development ${EXAMPLE}`, mark)).description(
      'write into the database which environment it belongs to',
    ),
    confirmed(asJson(command(program, running, 'repair', `repair ${EXAMPLE}`, repair))).description(
      'show what repair would take out, ask, and run it under the guard',
    ),
  ];
  program.addHelpText(
    'after',
    `\nExamples:\n${commands.map((one) => `  $ safe-sync ${exampleOf.get(one) ?? ''}`).join('\n')}\n`,
  );
  return program;
}

const exampleOf = new WeakMap<Command, string>();

function command(program: Command, running: Running, usage: string, example: string, work: Work): Command {
  const made = program
    .command(usage)
    .option('--module <path#Export>', 'the Nest module: built, or with a loader for TypeScript')
    .option('--config <file>', 'safe-sync.config.{ts,js,mjs,cjs}, which is looked for here')
    .option('--connection <name>', 'one of several connections')
    .option('--no-color', 'no colour, as NO_COLOR=1 says too')
    .option('--verbose', 'stacks of errors, and the SQL, on standard error')
    .addHelpText('after', `\nExample:\n  $ safe-sync ${example}\n`)
    .action(async (...args: readonly unknown[]) => {
      const options = (args.at(-1) as Command).opts<Options>();
      const words = args.slice(0, -2).map(String);
      running.done(await run(options, running, work, words));
    });
  exampleOf.set(made, example);
  return made;
}

async function run(options: Options, { terminal, signal }: Running, work: Work, words: readonly string[]) {
  const connection = await terminal.during('Opening the connection', () => openConnection(options));
  try {
    return await work(connection, options, terminal, signal, words);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

function formats(made: Command): Command {
  const format = (flag: string, about: string, ...others: readonly string[]): Option =>
    new Option(flag, about).conflicts([...others]);
  return made
    .addOption(format('--json', 'as JSON, in the shape that the README documents', 'sql', 'markdown', 'mermaid'))
    .addOption(format('--sql', "as a file for the server's own client", 'json', 'markdown', 'mermaid'))
    .addOption(format('--markdown', 'as a comment for a pull request', 'json', 'sql', 'mermaid'))
    .addOption(format('--mermaid', 'as an ER picture of the tables touched', 'json', 'sql', 'markdown'));
}

function asJson(made: Command): Command {
  return made.option('--json', 'as JSON, in the shape that the README documents');
}

function confirmed(made: Command): Command {
  return made.option(
    '--confirm <database:fingerprint>',
    'consent to exactly this, where there is no terminal to ask on',
  );
}

/** The parser's own errors: said by it already. */
export function isUsageError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
