import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BootOrder, BootResult } from './worker.js';

export interface TestProcess {
  boot(order: BootOrder): Promise<BootResult>;
  kill(signal: NodeJS.Signals): void;
}

const here = join(process.cwd(), 'test/acceptance/processes');

/** Starts processes that have loaded everything and wait: what is told to all of them at once runs at once. */
export async function startProcesses(
  number: number,
  env: (index: number) => Readonly<Record<string, string>> = () => ({}),
): Promise<readonly TestProcess[] & { stop(): void }> {
  const children = Array.from({ length: number }, (_, index) =>
    fork(join(here, 'worker.ts'), [], {
      execArgv: ['--import', join(here, 'typescript.js')],
      env: { ...process.env, ...env(index) },
    }),
  );
  await Promise.all(children.map(untilReady));
  return Object.assign(children.map(asProcess), { stop: () => children.forEach((child) => child.kill('SIGKILL')) });
}

async function untilReady(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('A process of the test ended by itself.')));
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
}

function asProcess(child: ChildProcess): TestProcess {
  return {
    async boot(order) {
      const answer = once(child, 'message') as Promise<[BootResult]>;
      child.send(order);
      const [result] = await answer;
      return result;
    },
    kill: (signal) => void child.kill(signal),
  };
}
