/**
 * `npm run demo`: builds the package as users get it, starts a private PostgreSQL, and plays the story on both. It
 * writes into temporary directories only, and leaves none behind, however it ends.
 */
import '../../test/support/clear-environment.js';
import { pathToFileURL } from 'node:url';
import { LOG_MARK, startEmbeddedPostgres } from '../../test/support/start-postgres.js';
import { setScene } from './set-scene.js';

const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;

process.setSourceMapsEnabled(true);
// Ends by process.exit, so that whatever was started is told; the server's own handlers do the same.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
}

console.log('nestjs-safe-sync: a small shop on a real PostgreSQL, and what happens when its models change.\n');
/** @type {import('../../test/support/start-postgres.js').PrivatePostgres | undefined} */
let server;
try {
  const [scene, postgres] = await Promise.allSettled([setScene(), startEmbeddedPostgres()]);
  if (postgres.status === 'fulfilled') server = postgres.value;
  if (scene.status === 'rejected') throw scene.reason;
  if (postgres.status === 'rejected') throw postgres.reason;
  console.log(
    `The package is built and PostgreSQL 18 runs on 127.0.0.1:${new URL(postgres.value.url).port} (${seconds()}).`,
  );

  /** @type {typeof import('./tell-story.js')} */
  const { tellStory } = await import(pathToFileURL(scene.value).href);
  const held = await tellStory({ url: postgres.value.url, log: postgres.value.log, mark: LOG_MARK });
  console.log(held ? `\nEvery step held (${seconds()}).` : `\nNot every step held (${seconds()}); look for ✘ above.`);
  process.exitCode = held ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await server?.stop();
}

// A connection that nobody closed would keep the process alive: that is a failure too.
setTimeout(() => {
  console.error(`Something was left open: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(1);
}, 5_000).unref();
