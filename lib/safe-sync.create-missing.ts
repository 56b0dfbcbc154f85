import { applyPlan } from './apply/apply-plan.js';
import type { Context } from './safe-sync.context.js';
import { withSyncHooks } from './safe-sync.hooks.js';
import { requireReady } from './safe-sync.planning.js';
import type { DatabaseSchema } from './schema/database-schema.js';
import { keyOf } from './schema/qualified-name.js';

/**
 * A plain `sync()` by hand: makes the tables that are not there, with all that belongs to them, and touches no other. Where
 * none is missing it only reads. It may do so anywhere, for it takes nothing away.
 */
export async function createMissing(context: Context): Promise<void> {
  const { sequelize, policy, options, log } = context;
  const reading = await context.reading();
  await withSyncHooks(sequelize, { ...policy.syncWish, ...context.hooked() }, async () => {
    // As force looks: what is there is not compared, so that this works where nothing can be.
    const seen = await reading.observe('force', 0, onlyMissing);
    if (seen.comparison.changes.length === 0) return;
    const { statements, remaining } = await applyPlan({
      dialect: reading.dialect,
      timeouts: options.timeouts,
      replan: async (session) => {
        const observed = await reading.observeIn(session, 'force', onlyMissing);
        requireReady(observed, 'alter', options);
        return reading.plan(observed, 'alter');
      },
    });
    log.created(seen.facts.database, statements, remaining.statements);
  });
}

/** The tables that are not there; of enums, those that no other table has yet. */
export function onlyMissing(wanted: DatabaseSchema, found: DatabaseSchema): DatabaseSchema {
  const existing = new Set([...found.tables, ...(found.hidden ?? [])].map(keyOf));
  const enums = new Set(found.enums.map(keyOf));
  const tables = wanted.tables.filter((table) => !existing.has(keyOf(table)));
  const used = new Set(
    tables.flatMap(({ columns }) => columns.flatMap(({ type }) => (type.enum ? [keyOf(type.enum)] : []))),
  );
  return {
    ...wanted,
    tables,
    schemas: wanted.schemas.filter((schema) => tables.some((table) => table.schema === schema)),
    enums: wanted.enums.filter((type) => used.has(keyOf(type)) && !enums.has(keyOf(type))),
  };
}
