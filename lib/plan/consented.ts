import type { Plan, Statement } from './plan.js';

/** The plan, and what becomes of it with consent; that is made when it is asked for. */
export function withConsented(plan: Plan, make: () => Plan): Plan {
  if (plan.statements.every(({ held }) => !held)) return plan;
  let known: Plan | undefined;
  const { mode, database, statements, leftovers, unknowns, notes, script } = plan;
  const data = { mode, database, leftovers, unknowns, notes, script, toJSON: () => plan.toJSON() };
  return {
    ...data,
    statements,
    get fingerprint() {
      return plan.fingerprint;
    },
    get consented() {
      return (known ??= {
        ...data,
        statements: make().statements,
        get fingerprint() {
          return plan.fingerprint;
        },
      });
    },
  };
}

/** What is held, and runs when a person consents to the whole plan. */
export function heldUntilConsent({ statements, consented }: Plan): readonly Statement[] {
  if (consented === undefined) return [];
  const held = new Set(
    consented.statements
      .filter((statement) => statement.held)
      .flatMap(({ parts }) => parts.map(({ change }) => change)),
  );
  return statements.filter(
    (statement) =>
      statement.held &&
      statement.hazards.every(({ fails }) => fails !== true) &&
      statement.parts.every(({ change }) => !held.has(change)),
  );
}
