import { Narrator } from './narrator.js';
import { MariadbServer } from './mariadb-server.js';
import { PostgresServer } from './postgres-server.js';
import type { ServerAddress, ShopServer } from './shop-server.js';
import { openTheShop } from './story/open-the-shop.js';
import { changeTheModels, startAgain } from './story/change-the-models.js';
import { forceTheTestDatabase, runTestsOnTheWrongDatabase } from './story/run-tests.js';
import { goToProduction } from './story/go-to-production.js';
import { startWithoutNodeEnv } from './story/start-without-node-env.js';
import type { Scene, Step } from './story/step.js';
import { withoutTheLibrary } from './story/without-the-library.js';

const story: readonly Step[] = [
  openTheShop,
  withoutTheLibrary,
  changeTheModels,
  startAgain,
  goToProduction,
  runTestsOnTheWrongDatabase,
  forceTheTestDatabase,
  startWithoutNodeEnv,
];

/** Plays every step in turn; true when all of them held. A step that throws ends the story. */
export async function tellStory(address: ServerAddress, begin: (label: string) => void): Promise<boolean> {
  const narrator = new Narrator();
  const scene: Scene = { server: await serverAt(address), narrator };
  begin(scene.server.label);
  for (const [index, { headline, play }] of story.entries()) {
    narrator.headline(`${index + 1}. ${headline}`);
    try {
      await play(scene);
    } catch (error) {
      narrator.broken(error);
      break;
    }
  }
  return narrator.heldSoFar;
}

/** The driver of SQLite is native code, which is there only where it was asked for. */
async function serverAt(address: ServerAddress): Promise<ShopServer> {
  switch (address.kind) {
    case 'postgres':
      return new PostgresServer(address);
    case 'sqlite': {
      const { SqliteServer } = await import('./sqlite-server.js');
      return new SqliteServer(address.directory);
    }
    default:
      return new MariadbServer(address);
  }
}
