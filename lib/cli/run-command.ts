import { currentEnvironment, isSet } from '../environment/environment-word.js';
import { redact } from '../environment/redact.js';
import { secretsOf } from '../environment/secrets.js';
import { printableLines } from '../report/printable.js';
import { commandSwitch } from '../safe-sync.command.js';
import { isSafeSyncError } from '../safe-sync.errors.js';
import type { ExitCode } from './commands.js';
import { messageOf } from './load-file.js';
import { isUsageError, makeProgram } from './program.js';
import { Terminal } from './terminal.js';
import { readVersion } from './version.js';

/** After this long a server that does not answer is not waited for any more. */
const GIVE_UP_MS = 10_000;

/** Runs one command and ends the process with its exit code: an application may have left things open. */
export async function runCommand(argv: readonly string[]): Promise<void> {
  const env = currentEnvironment();
  const isVerbose = argv.includes('--verbose') || isSet(env, 'DEBUG');
  const noColour = argv.includes('--no-color') || (env['NO_COLOR'] ?? '') !== '';
  const terminal = new Terminal({ noColour, clean });
  const interruption = new AbortController();
  let code: ExitCode = 0;
  watchSignals(interruption, terminal);
  const program = makeProgram(readVersion(argv[1]), {
    terminal,
    signal: interruption.signal,
    done: (result) => (code = result),
  });
  terminal.take();
  program.configureOutput({
    writeOut: (text) => terminal.show(text),
    writeErr: (text) => terminal.say(text.trimEnd()),
  });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    code = isUsageError(error) ? (error.exitCode === 0 ? 0 : 2) : failed(error, terminal, isVerbose);
  }
  await terminal.flush();
  process.exit(code);
}

/** The first signal asks politely, the second does not. */
function watchSignals(interruption: AbortController, terminal: Terminal): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted || !terminal.isApplying) process.exit(130);
      terminal.say('Interrupted: waiting for the server to take it back. Once more to go at once.');
      interruption.abort();
      setTimeout(() => process.exit(130), GIVE_UP_MS).unref();
    });
  }
}

/** Without the passwords of the connections, whoever wrote them there. */
function clean(text: string): string {
  return redact(text, secretsOf(commandSwitch()?.settings ?? [], currentEnvironment()));
}

function failed(error: unknown, terminal: Terminal, isVerbose: boolean): ExitCode {
  const code = isSafeSyncError(error) ? error.code : undefined;
  terminal.say(printableLines(`safe-sync: ${messageOf(error)}${code === undefined ? '' : `\n(${code})`}`));
  if (isVerbose && error instanceof Error) terminal.say(printableLines(stackOf(error)));
  return code === 'SAFE_SYNC_INTERRUPTED' ? 130 : 2;
}

function stackOf(error: Error): string {
  const { cause } = error;
  return `${error.stack ?? ''}${cause instanceof Error ? `\nCaused by: ${stackOf(cause)}` : ''}`;
}
