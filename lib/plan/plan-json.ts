import { tableOf } from '../compare/change.js';
import type { QualifiedName } from '../schema/database-schema.js';
import type { Plan } from './plan.js';

/** The documented shape of a plan as JSON; `version` goes up when a field changes its meaning or goes away. */
export interface PlanJson {
  readonly version: 1;
  readonly mode: Plan['mode'];
  readonly database: string;
  readonly fingerprint: string;
  readonly statements: readonly {
    readonly sql: string;
    readonly kind: string;
    readonly table: string | null;
    readonly held: boolean;
    readonly severity: string;
    readonly hazards: Plan['statements'][number]['hazards'];
    readonly undo: string | null;
  }[];
  readonly leftovers: readonly {
    readonly kind: string;
    readonly table: string;
    readonly name: string;
    readonly detail: string;
    readonly breaksInserts: boolean;
    readonly enforces?: string;
    readonly copyOf?: string;
    readonly suggestion?: string;
    readonly usedBy?: { readonly rows: number; readonly isAtLeast: boolean };
  }[];
  readonly unknowns: readonly {
    readonly table: string;
    readonly name: string;
    readonly found: string;
    readonly expected: string;
    readonly because: string;
  }[];
  readonly notes: readonly string[];
  /** Under force: the rows that would go. */
  readonly rowsToGo?: readonly { readonly table: string; readonly rows: number }[];
}

export function toJson(plan: Omit<Plan, 'toJSON'>): PlanJson {
  return {
    version: 1,
    mode: plan.mode,
    database: plan.database,
    fingerprint: plan.fingerprint,
    statements: plan.statements.map(({ sql, change, held, severity, hazards, undo }) => {
      const table = tableOf(change);
      return { sql, kind: change.kind, table: table === null ? null : text(table), held, severity, hazards, undo };
    }),
    leftovers: plan.leftovers.map((leftover) => ({
      ...leftover,
      table: text(leftover.table),
      breaksInserts: leftover.breaksInserts ?? false,
    })),
    unknowns: plan.unknowns.map((unknown) => ({ ...unknown, table: text(unknown.table) })),
    notes: plan.notes,
    ...(plan.rowsToGo && { rowsToGo: plan.rowsToGo.map(({ table, rows }) => ({ table: text(table), rows })) }),
  };
}

function text({ schema, name }: QualifiedName): string {
  return `${schema}.${name}`;
}
