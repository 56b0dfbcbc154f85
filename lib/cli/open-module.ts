import { resolve } from 'node:path';
import { getSafeSyncToken } from '../safe-sync.constants.js';
import { type CommandSwitch, switchToCommand } from '../safe-sync.command.js';
import type { SafeSync } from '../safe-sync.js';
import { chooseConnection } from './choose-connection.js';
import { commandError, notLoadedError } from './cli.errors.js';
import type { OpenConnection, Source } from './connection.js';
import { importFrom } from './find-package.js';
import { loadFile, messageOf, type Namespace } from './load-file.js';
import { isSafeSyncError } from '../safe-sync.errors.js';
import { withoutStartUpWork } from './start-up-work.js';

interface Context {
  get(token: unknown, options: { readonly strict: boolean }): unknown;
}

interface NestFactory {
  createApplicationContext(module: unknown, options: object): Promise<Context>;
}

/**
 * Opens the connections of a Nest module, in an application context that does nothing else: the boot work is off, and no
 * lifecycle hook of the application runs. What Nest cannot leave out are files, constructors and provider factories.
 */
export async function openModule(wanted: string, source: Source): Promise<OpenConnection> {
  const [file, exported] = splitReference(wanted);
  const path = resolve(file);
  const command = switchToCommand(source.verbose ? (sql) => console.error(sql) : false);
  const module = moduleIn(await loadFile(path), exported, file);
  const core = await importFrom(path, '@nestjs/core');
  if (core === undefined)
    throw notLoadedError(`${file} finds no @nestjs/core. Is it the module of a Nest application?`);
  const restore = await withoutStartUpWork(core, path);
  let context: Context;
  try {
    context = await contextOf(core['NestFactory'] as NestFactory, module, source, wanted);
  } finally {
    restore();
  }
  const names = command.connections.map((opened) => opened.name).toSorted();
  const name = chooseConnection(names, source.connection, wanted);
  return {
    name,
    safeSync: serviceOf(context, name),
    close: () => closeAll(command),
  };
}

/** At the last `#`: a path may have one. */
function splitReference(text: string): readonly [string, string | undefined] {
  const at = text.lastIndexOf('#');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function moduleIn(namespace: Namespace, wanted: string | undefined, file: string): unknown {
  const classes = Object.keys(namespace).filter((name) => typeof namespace[name] === 'function');
  const list = classes.join(', ') || 'no class';
  if (wanted !== undefined) {
    if (namespace[wanted] !== undefined) return namespace[wanted];
    throw notLoadedError(`${file} exports no ${wanted}. It exports: ${list}.`);
  }
  const names = classes.filter((name) => name !== 'default' && name !== 'module.exports');
  const [only] = names.length === 1 ? names : ['AppModule', 'default'].filter((name) => classes.includes(name));
  if (only !== undefined) return namespace[only];
  throw notLoadedError(`Which module of ${file} is meant? Say --module ${file}#AppModule. It exports: ${list}.`);
}

async function contextOf(factory: NestFactory, module: unknown, source: Source, wanted: string): Promise<Context> {
  // What Nest logs of a failure is the stack of what is thrown here anyway.
  const logger = source.verbose ? ['error', 'warn', 'log'] : false;
  try {
    return await factory.createApplicationContext(module, { abortOnError: false, logger });
  } catch (error) {
    if (isSafeSyncError(error)) throw error;
    throw notLoadedError(`${wanted} could not be started: ${messageOf(error)}`, error);
  }
}

function serviceOf(context: Context, name: string): SafeSync {
  const service = context.get(getSafeSyncToken(name), { strict: false }) as Partial<SafeSync>;
  if (typeof service.plan === 'function' && typeof service.explain === 'function') return service as SafeSync;
  throw commandError(
    `What the application has as ${getSafeSyncToken(name)} does not answer this command. Is it another version of nestjs-safe-sync, ` +
      'or overridden?',
  );
}

/** Not the application's own way of closing: its hooks would end what never began. */
async function closeAll({ connections }: CommandSwitch): Promise<void> {
  await Promise.allSettled(connections.map((opened) => opened.close()));
}
