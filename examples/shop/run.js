/**
 * `npm run demo`: builds the package as users get it, starts a private PostgreSQL, and plays the story on both. It writes
 * into temporary directories only, and leaves none behind, however it ends. `npm run demo -- --dialect mariadb` (`mysql`,
 * `sqlite`) plays it there.
 */
import '../../test/support/clear-environment.js';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openServer, serverNames } from './open-server.js';
import { setScene } from './set-scene.js';

const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;

process.setSourceMapsEnabled(true);
// Ends by process.exit, so that whatever was started is told; the server's own handlers do the same.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
}

const { values } = parseArgs({ options: { dialect: { type: 'string', default: 'postgres' } } });
if (!serverNames.includes(values.dialect)) {
  console.error(`--dialect ${values.dialect}: the shop can be played on ${serverNames.join(', ')}.`);
  process.exit(2);
}

console.log('nestjs-safe-sync: a small shop on a real database, and what happens when its models change.\n');
/** @type {Awaited<ReturnType<typeof openServer>> | undefined} */
let server;
try {
  const [scene, opened] = await Promise.allSettled([setScene(), openServer(values.dialect)]);
  if (opened.status === 'fulfilled') server = opened.value;
  if (scene.status === 'rejected') throw scene.reason;
  if (opened.status === 'rejected') throw opened.reason;

  /** @type {typeof import('./tell-story.js')} */
  const { tellStory } = await import(pathToFileURL(scene.value).href);
  const held = await tellStory(opened.value.address, (label) =>
    console.log(`The package is built and ${label} (${seconds()}).`),
  );
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
