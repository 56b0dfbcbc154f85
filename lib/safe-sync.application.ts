/**
 * The connections of one application start together or not at all: where one of them fails, the pools of the others
 * are closed too, because Nest gives up the whole application and nobody else would ever close them.
 */
import type { ModulesContainer } from '@nestjs/core';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sequelize } from 'sequelize';

interface Application {
  readonly opened: Set<Sequelize>;
  state: 'starting' | 'started' | 'failed';
}

// By container, since one dynamic module may boot several applications in one process.
const applications = new WeakMap<ModulesContainer, Application>();

/** Runs a piece of an application's start; when it fails, what was opened so far is closed. */
export async function startTogether<T>(modules: ModulesContainer, work: () => Promise<T>): Promise<T> {
  const application = applicationOf(modules);
  try {
    return await work();
  } catch (error) {
    // A module that is loaded lazily fails alone.
    if (application.state !== 'started') {
      application.state = 'failed';
      // Later, so that the first thing which Nest gets to see is this error and not somebody's closed connection.
      setImmediate(() => void closeAll(application));
    }
    throw error;
  }
}

/** Keeps an opened connection in mind. False when the application has failed meanwhile. */
export function keepOpen(modules: ModulesContainer, sequelize: Sequelize): boolean {
  const application = applicationOf(modules);
  if (application.state === 'starting') application.opened.add(sequelize);
  return application.state !== 'failed';
}

/** From here on each connection is on its own. Answers with those that were opened, the first time only. */
export function markStarted(modules: ModulesContainer): readonly Sequelize[] {
  const application = applicationOf(modules);
  const opened = [...application.opened];
  application.state = 'started';
  application.opened.clear();
  return opened;
}

/** Closes a pool without ever hiding the error that led here: not by another error, not by waiting for ever. */
export async function closePool(sequelize: Sequelize): Promise<void> {
  const waiting = new AbortController();
  const closed = sequelize.close().catch(() => undefined);
  // A query that hangs never gives its connection back, and a pool waits for all of them.
  const waited = delay(5000, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([closed, waited]);
  waiting.abort();
}

function applicationOf(modules: ModulesContainer): Application {
  const known = applications.get(modules);
  if (known) return known;
  const application: Application = { opened: new Set(), state: 'starting' };
  applications.set(modules, application);
  return application;
}

async function closeAll({ opened }: Application): Promise<void> {
  const pools = [...opened];
  opened.clear();
  await Promise.all(pools.map(closePool));
}
