import type { Model, ModelStatic, Sequelize } from 'sequelize';

/** What a hook is given: what Sequelize would give it. */
export interface HookOptions {
  readonly alter?: boolean;
  readonly force?: boolean;
  readonly hooks?: boolean;
}

/** Whose hooks run. */
export interface HookedModels {
  readonly models: () => readonly ModelStatic<Model>[];
  /** Those of the connection, too. */
  readonly isBulk: boolean;
}

interface RunsHooks {
  runHooks(name: string, ...args: readonly unknown[]): Promise<void>;
  hasHook(name: string): boolean;
}

const bulk = ['beforeBulkSync', 'afterBulkSync'] as const;
const single = ['beforeSync', 'afterSync'] as const;

/** True where somebody waits for a sync. A hook of the instance also runs for each model. */
export function hasSyncHooks(sequelize: Sequelize): boolean {
  const has = (on: object, names: readonly string[]): boolean => names.some((name) => (on as RunsHooks).hasHook(name));
  return has(sequelize, [...bulk, ...single]) || Object.values(sequelize.models).some((model) => has(model, single));
}

/**
 * The `sync` hooks of users, in Sequelize's order, around `work` and outside its transaction: a hook that queries inside it
 * would wait for the only connection of a pool of one. A change to the options that a hook makes has no effect.
 */
export async function withSyncHooks<Result>(
  sequelize: Sequelize,
  { models, isBulk, ...options }: HookOptions & HookedModels,
  work: () => Promise<Result>,
): Promise<Result> {
  if (options.hooks === false) return work();
  const { options: own } = sequelize as unknown as { readonly options: object };
  const run = (on: object, name: string): Promise<void> =>
    (on as RunsHooks).runHooks(name, { ...own, ...options, hooks: true });
  if (isBulk) await run(sequelize, bulk[0]);
  for (const model of models()) await run(model, single[0]);
  const result = await work();
  for (const model of models()) await run(model, single[1]);
  if (isBulk) await run(sequelize, bulk[1]);
  return result;
}
