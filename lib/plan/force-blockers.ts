import type { Comparison } from '../compare/comparison.js';
import type { Judgements } from '../compare/judgements.js';
import { SafeSyncError } from '../safe-sync.errors.js';
import type { TableProbe } from '../schema/answers.js';
import type { DatabaseSchema, QualifiedName } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';

export interface ForceInput {
  readonly actual: DatabaseSchema;
  readonly wanted: DatabaseSchema;
  readonly comparison: Comparison;
  readonly judgements: Judgements;
  /** Keys of tables that are no models, pointing at tables that are. */
  readonly incoming: readonly { readonly name: string; readonly from: QualifiedName; readonly target: QualifiedName }[];
  readonly enumsUsedElsewhere: readonly QualifiedName[];
  /** Of the models' tables, and of the tables that `incoming` comes from. */
  readonly probes: readonly TableProbe[];
}

/** Something that is no model stands in the way of a force. Nothing was changed. */
export class ForceBlockedError extends SafeSyncError {
  constructor(readonly blockers: readonly string[]) {
    super(
      'SAFE_SYNC_FORCE_BLOCKED',
      `force would touch what is not yours to drop; nothing was changed.\n${blockers.map((blocker) => `  - ${blocker}`).join('\n')}\n` +
        'Drop or empty it by hand, add it as a model, or use a database of its own for this.',
    );
  }
}

interface Fates {
  readonly isWrong: (table: QualifiedName) => boolean;
  readonly isFilled: (table: QualifiedName) => boolean;
  readonly isTruncated: (table: QualifiedName) => boolean;
}

/** What is no model, and would have to be touched. */
export function findBlockers(input: ForceInput, { isWrong, isFilled, isTruncated }: Fates): readonly string[] {
  const { incoming, actual } = input;
  const keys = incoming.flatMap(({ name, from, target }) => {
    const blocked = (is: string, must: string): readonly string[] => [
      `table ${text(from)} is no model${is} and references ${text(target)}, which must be ${must} (constraint ${name})`,
    ];
    if (isWrong(target)) return blocked('', 'dropped');
    if (isFilled(from) && isFilled(target)) return blocked(', has rows,', 'emptied');
    return isTruncated(target) ? blocked('', 'truncated, because of a cycle of keys or a trigger on DELETE') : [];
  });
  const views = actual.tables.filter(isWrong).flatMap((table) => {
    const users = table.columns.flatMap(({ usedBy }) => usedBy ?? []);
    const names = new Set(
      users.filter(({ kind }) => kind === 'view' || kind === 'materialized-view').map(({ name }) => name),
    );
    return [...names].map((view) => `view ${view} uses ${text(table)}, which must be dropped`);
  });
  return [...keys, ...views, ...findHeirs(input, isWrong)];
}

/** DELETE and TRUNCATE reach the tables that inherit; DROP takes partitions along, and the new table would have none. */
function findHeirs({ actual, wanted, probes }: ForceInput, isWrong: Fates['isWrong']): readonly string[] {
  const models = new Set(wanted.tables.map(keyOf));
  const children = new Map(probes.map((probe) => [keyOf(probe), probe.children]));
  return actual.tables.flatMap((table) => {
    const isPartitioned = table.kind === 'partitioned-table';
    if (isPartitioned && !isWrong(table)) return [];
    const strangers = (children.get(keyOf(table)) ?? []).filter((child) => isPartitioned || !models.has(keyOf(child)));
    const must = isWrong(table) ? 'dropped' : 'emptied';
    return strangers.map(
      (child) =>
        `table ${text(child)} ${isPartitioned ? 'is a partition of' : 'is no model and inherits from'} ${text(table)}, which must be ${must}`,
    );
  });
}

function text({ schema, name }: QualifiedName): string {
  return `${schema}.${name}`;
}
