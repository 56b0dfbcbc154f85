import type { Change } from './compare/change.js';
import { partsOf } from './compare/change.js';
import type { Statement } from './plan/plan.js';
import { environmentToMark } from './policy/environment-to-mark.js';
import type { ModeChoice } from './policy/verdict.js';
import type { Observation } from './safe-sync.observe.js';
import type { ResolvedOptions } from './safe-sync.options.js';
import type { QualifiedName } from './schema/database-schema.js';
import { type Applied, type Mark, markRows, type MarkRow } from './schema/mark.js';
import { schemaFingerprint } from './schema/schema-fingerprint.js';

type MarkOptions = Pick<ResolvedOptions, 'marker' | 'application'>;

/** What alter and force have to write after they changed a database: only what the mark does not say yet. */
export function rowsAfterChange(
  { mark: found, facts, wanted, isWhole }: Observation,
  statements: readonly Statement[],
  choice: ModeChoice,
  { marker, application }: MarkOptions,
): readonly MarkRow[] {
  if (marker === false || found.kind === 'unreadable') return [];
  const known: Partial<Mark> = found.kind === 'read' ? found.mark : {};
  const environment = known.environment ? null : environmentToMark(choice);
  const made = statements.flatMap(({ change }) => partsOf(change)).flatMap(tableMadeBy);
  const rows = markRows({
    ...(environment === null ? {} : { environment, by: 'process' }),
    place: known.place ?? facts.place,
    applications: new Map(
      isWhole ? [[application, appliedNow(schemaFingerprint(wanted), known.applications?.get(application))]] : [],
    ),
    tables: made.map((table) => ({ table, application })),
  });
  const written = new Map(markRows(known).map(({ key, value }) => [key, value]));
  return rows.filter(({ key, value }) => written.get(key) !== value);
}

export const NO_OTHER_BUILD: Builds = { otherBuild: null, isOlderBuild: false };

export type Builds = Pick<Observation, 'otherBuild' | 'isOlderBuild'>;

/**
 * An older build that starts after a newer one finds more than its models have, and the mark of another build: it says so,
 * and deletes and narrows nothing. A build that has something to add goes forward.
 */
export function buildsOf(observed: Omit<Observation, 'isWhole' | keyof Builds>, { application }: MarkOptions): Builds {
  const { mark: found, wanted, comparison, leftoverTables, facts } = observed;
  const applied = found.kind === 'read' ? found.mark.applications.get(application) : undefined;
  if (applied === undefined) return NO_OTHER_BUILD;
  const own = schemaFingerprint(wanted);
  const isOlderBuild = own !== applied.last && applied.earlier.includes(own);
  const more = [...comparison.leftovers, ...leftoverTables.map((table) => ({ table, name: '' }))];
  if (own === applied.last || more.length === 0 || comparison.changes.some(goesForward)) {
    return { otherBuild: null, isOlderBuild };
  }
  const names = more.slice(0, 5).map(({ table, name }) => [table.name, name].filter(Boolean).join('.'));
  const rest = more.length > names.length ? ` and ${more.length - names.length} more` : '';
  const otherBuild =
    `Another build of ${application} changed ${facts.database} last (its models ${applied.last}, these ${own}), and the ` +
    `database has more than these models: ${names.join(', ')}${rest}. Nothing of it is deleted or narrowed.`;
  return { otherBuild, isOlderBuild };
}

/** With those before it, so that a build that comes back is known. */
function appliedNow(own: string, before: Applied | undefined): Applied {
  if (before === undefined) return { last: own, earlier: [] };
  const earlier = [before.last, ...before.earlier].filter((one) => one !== own);
  return { last: own, earlier: earlier.slice(0, MOST_EARLIER) };
}

const MOST_EARLIER = 20;

function goesForward({ kind }: Change): boolean {
  return kind === 'create-table' || kind === 'add-column' || kind === 'add-enum-value';
}

function tableMadeBy(change: Change): readonly QualifiedName[] {
  return change.kind === 'create-table' ? [{ schema: change.table.schema, name: change.table.name }] : [];
}
