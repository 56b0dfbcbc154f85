import type { Model, ModelStatic, Sequelize } from 'sequelize';
import { currentEnvironment, isSwitchedOff } from './environment/environment-word.js';
import type { Evidence } from './environment/evidence.js';
import type { CallOptions, ConnectionGuard, GuardedCall, OriginalSync } from './guard/connection-guard.js';
import { change } from './safe-sync.change.js';
import type { Context } from './safe-sync.context.js';
import { createMissing } from './safe-sync.create-missing.js';
import { MOST_READ_MS, type Look } from './safe-sync.reading.js';
import { Run } from './safe-sync.run.js';

type AnyModel = ModelStatic<Model>;

/** What a connection may do after its boot: the policy of the boot, asked again at each call. */
export function guardFor(context: Context): ConnectionGuard {
  return {
    isOff: () => isSwitchedOff(currentEnvironment()),
    allow: (call, options) => allow(context, call, options),
    syncAll: (options, original) => syncByHand(context, options, original, undefined),
    syncOne: (model, options, original) => syncByHand(context, options, original, [model as AnyModel]),
  };
}

/** @throws ProductionRefusedError */
async function allow(context: Context, call: GuardedCall, options: CallOptions): Promise<void> {
  const { policy, reading, lastLook, sequelize } = context;
  policy.enforceCall(call, policy.evidence(null), null);
  let look: Look;
  try {
    // In a transaction of the user the only connection of a pool may be taken.
    look = (isInTransaction(sequelize, options) ? lastLook : null) ?? (await (await reading()).look(MOST_READ_MS));
  } catch (error) {
    const reason = policy.clean(error instanceof Error ? error.message : String(error));
    const sentence = `the database could not be asked whose it is: ${reason}`;
    const unknown: Evidence = { kind: 'says-production', source: 'server', value: '', sentence };
    policy.enforceCall(call, [...policy.evidence(null), unknown], null);
    return;
  }
  policy.enforceCall(call, policy.evidence(look), look.facts);
}

/** alter and force as at the boot; else what is missing is made, and nothing else. */
async function syncByHand(
  context: Context,
  given: CallOptions,
  original: OriginalSync,
  model: readonly AnyModel[] | undefined,
): Promise<void> {
  const { sequelize } = context;
  const own = (sequelize as unknown as { readonly options: { readonly sync?: CallOptions } }).options.sync;
  const options = model === undefined ? { ...own, ...given } : given;
  const only = modelsFor(context, options, model);
  const hand = context.forHand(options, only);
  const models = only ?? hand.models();
  if (options['force'] === true || options['alter']) {
    const choice = hand.policy.choose();
    await change(hand, new Run(context.connection, sequelize, choice), choice.mode === 'force' ? 'force' : 'alter');
    context.report = hand.report;
    return;
  }
  hand.policy.requireMatch(sequelize.getDatabaseName());
  if (isInTransaction(sequelize, options) || !(await hand.isKnown()))
    await createAlone(hand, models, options, original);
  else await createMissing(hand);
}

/** The models that are meant, where it is not all of the connection's; those of a tenant's schema are copies. */
function modelsFor(
  context: Context,
  { schema, schemaDelimiter }: CallOptions,
  models: readonly AnyModel[] | undefined,
): readonly AnyModel[] | undefined {
  if (typeof schema !== 'string' || schema === '') return models;
  const delimiter = typeof schemaDelimiter === 'string' ? { schemaDelimiter } : undefined;
  return (models ?? context.models()).map((model) => {
    const hasSchema = (model as unknown as { readonly _schema?: string })._schema;
    return hasSchema ? model : model.schema(schema, delimiter);
  });
}

/** Sequelize's own way, for tables that are not there: on the user's transaction, or on a dialect that is not known. */
async function createAlone(
  { sequelize }: Context,
  models: readonly AnyModel[],
  options: CallOptions,
  original: OriginalSync,
): Promise<void> {
  const queryInterface = sequelize.getQueryInterface() as unknown as {
    tableExists(table: unknown, options: CallOptions): Promise<boolean>;
  };
  const { force: _force, alter: _alter, ...rest } = options;
  for (const model of models) {
    if (!(await queryInterface.tableExists(model.getTableName(), rest))) await original(model, rest);
  }
}

/** Given with the call, or by Sequelize's CLS. */
function isInTransaction(sequelize: Sequelize, { transaction }: CallOptions): boolean {
  const { _cls: cls } = sequelize.constructor as { readonly _cls?: { get(key: 'transaction'): unknown } };
  return Boolean(transaction === undefined ? cls?.get('transaction') : transaction);
}
