import { importFrom } from './find-package.js';
import type { Namespace } from './load-file.js';

type Methods = Record<string, unknown>;

/**
 * Until the answer is called, applications run none of their lifecycle hooks (no seeds, no workers, no schedules), and a
 * `sync` or `drop` of their own, as `SequelizeModule` does by default, does nothing: a command that reads never writes.
 */
export async function withoutStartUpWork(core: Namespace, path: string): Promise<() => void> {
  const sequelize = await importFrom(path, 'sequelize');
  const [Context, Sequelize, Model] = [core['NestApplicationContext'], sequelize?.['Sequelize'], sequelize?.['Model']];
  const restores = [
    replace((Context as { prototype?: Methods } | undefined)?.prototype, ['callInitHook', 'callBootstrapHook']),
    replace((Sequelize as { prototype?: Methods } | undefined)?.prototype, ['sync', 'drop', 'truncate']),
    replace(Model as Methods | undefined, ['sync', 'drop']),
  ];
  return () => restores.forEach((restore) => restore());
}

function replace(on: Methods | undefined, names: readonly string[]): () => void {
  const before = names.flatMap((name) => {
    const method = on?.[name];
    return typeof method === 'function' ? [[name, method] as const] : [];
  });
  for (const [name] of before) (on as Methods)[name] = doNothing;
  return () => {
    for (const [name, method] of before) (on as Methods)[name] = method;
  };
}

async function doNothing(this: unknown): Promise<unknown> {
  return this;
}
