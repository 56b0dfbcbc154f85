import { printable } from '../report/printable.js';
import { notConfirmedError } from './cli.errors.js';
import type { ExitCode } from './commands.js';
import type { OpenConnection } from './connection.js';
import { shellWord } from './shell-word.js';
import type { Terminal } from './terminal.js';

/** Shows the old mark and the new one, asks, and writes it. */
export async function mark(
  { safeSync }: OpenConnection,
  { confirm }: { readonly confirm?: string },
  terminal: Terminal,
  _signal: AbortSignal,
  [word = '']: readonly string[],
): Promise<ExitCode> {
  const { target, mark: before } = await terminal.during('Reading the mark', () => safeSync.explain());
  const { database } = target;
  const after = word.trim().toLowerCase();
  terminal.show(
    [`${database}, as it is marked:  ${before ?? 'not marked'}`, `${database}, as it will be:    ${after}`]
      .map(printable)
      .join('\n'),
  );
  if (!(await isConfirmed(`${database}:${after}`, word, confirm, terminal))) {
    terminal.say('Nothing was changed.');
    return 1;
  }
  const done = await terminal.during('Marking', () => safeSync.mark(word));
  terminal.show(printable(`${done.database} is marked: ${done.before ?? 'not marked'} → ${done.after}`));
  return 0;
}

async function isConfirmed(
  wanted: string,
  word: string,
  confirm: string | undefined,
  terminal: Terminal,
): Promise<boolean> {
  if (confirm !== undefined) {
    if (confirm.trim() === wanted) return true;
    throw notConfirmedError(`--confirm names another database or another mark than ${wanted}. Nothing was changed.`);
  }
  if (!terminal.canAsk) {
    throw notConfirmedError(
      `There is no terminal to ask on. To mark exactly this database so: safe-sync mark ${shellWord(word)} ` +
        `--confirm ${shellWord(wanted)}. Nothing was changed.`,
    );
  }
  return terminal.ask('Write this mark?');
}
