/** What every server needs that the tests start for themselves: a home that is removed again, and a free port. */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';

/** @type {readonly NodeJS.Signals[]} */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * For a process that ends without `stop()`, also by a signal: nothing can be awaited there any more. What was begun last
 * is ended first.
 *
 * @param {() => void} work
 */
export function whenProcessEnds(work) {
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    forget();
    work();
    process.kill(process.pid, signal);
  };
  const forget = () => {
    process.off('exit', work);
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  };
  process.prependOnceListener('exit', work);
  for (const signal of ENDING_SIGNALS) process.prependOnceListener(signal, onSignal);
  return forget;
}

/**
 * A server that is just ending may still write a file; Node tries again then.
 *
 * @param {string} home
 */
export function removeAll(home) {
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Without the variables that would point the server's programs elsewhere. */
export function plainEnvironment() {
  const { PATH, TMPDIR, SystemRoot } = process.env;
  return { PATH, TMPDIR, SystemRoot, LC_ALL: 'C', TZ: 'UTC' };
}

/** @returns {Promise<number>} */
export function findFreePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('No port.'))));
    });
  });
}
