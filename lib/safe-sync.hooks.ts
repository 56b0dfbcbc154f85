import type { Model, ModelStatic, Sequelize } from 'sequelize';

/** What a hook is given: what Sequelize would give it. */
export interface HookOptions {
  readonly alter?: boolean;
  readonly force?: boolean;
  readonly hooks?: boolean;
}

interface RunsHooks {
  runHooks(name: string, ...args: readonly unknown[]): Promise<void>;
}

/**
 * The `sync` hooks of users, in Sequelize's order, around `work` and outside its transaction: a hook that queries inside it
 * would wait for the only connection of a pool of one. A change to the options that a hook makes has no effect.
 */
export async function withSyncHooks<Result>(
  sequelize: Sequelize,
  { elsewhere, ...options }: HookOptions & { readonly elsewhere: readonly unknown[] },
  work: () => Promise<Result>,
): Promise<Result> {
  if (options.hooks === false) return work();
  const { options: own } = sequelize as unknown as { readonly options: object };
  const models = (): readonly ModelStatic<Model>[] =>
    Object.values(sequelize.models).filter((model) => !elsewhere.includes(model));
  const run = (on: object, name: string): Promise<void> =>
    (on as RunsHooks).runHooks(name, { ...own, ...options, hooks: true });
  await run(sequelize, 'beforeBulkSync');
  for (const model of models()) await run(model, 'beforeSync');
  const result = await work();
  for (const model of models()) await run(model, 'afterSync');
  await run(sequelize, 'afterBulkSync');
  return result;
}
