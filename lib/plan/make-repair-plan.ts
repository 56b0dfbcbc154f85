import type { Change } from '../compare/change.js';
import type { DropCopy } from '../compare/find-copies.js';
import { groupByTable } from './group-by-table.js';
import { completePlan, type PlanContext, render } from './make-plan.js';
import { partsOf } from '../compare/change.js';
import type { Plan } from './plan.js';

/**
 * Takes exact copies away that earlier alters left behind, and nothing else. It is never part of alter: somebody has to look
 * at it and apply it. `rest` is what alter would do at the same moment.
 */
export function makeRepairPlan(copies: readonly DropCopy[], context: PlanContext, rest: Plan): Plan {
  const groups = groupByTable(
    copies.map((change: Change) => ({ change, hazards: [] })),
    context,
  );
  const statements = groups.map(({ change, hazards }) => ({
    ...render(change, context),
    parts: partsOf(change).map((part) => ({ change: part, severity: 'differs' as const })),
    hazards,
    held: false,
    severity: 'differs' as const,
  }));
  const { leftovers, unknowns } = rest;
  return { ...completePlan({ mode: 'repair', statements, leftovers, unknowns }, context), rest };
}
