import type { AlterColumn } from '../compare/change.js';
import type { Offenders, TypeChange } from '../schema/answers.js';
import type { Hazard } from './hazard.js';
import { isBig } from './lock-hazards.js';
import { isHarmless, look, typeStep } from './look.js';
import { mentions } from './mentions.js';
import type { Surroundings } from './surroundings.js';
import { duplicatesOf } from './unique-hazards.js';
import { permission, place, rowsText, unseenText, which } from './wording.js';

/** What a change of type does to the values that are there: the data decides. */
export function conversionHazards(change: AlterColumn, around: Surroundings): readonly Hazard[] {
  const { table, column, actual, wanted } = change;
  const verdict = around.typeChange(actual, wanted);
  if (verdict.verdict === 'safe' || !around.isFilled(table)) return [];
  switch (verdict.verdict) {
    case 'safe-rewrite': {
      const values = look(around, table, { kind: 'values', column });
      return isHarmless(values) && !isBig(change, around) ? [] : [rewriting(change, verdict.but)];
    }
    case 'safe-unless-indexed':
      return isComputedWith(change, around)
        ? [narrowing(change, verdict, look(around, table, { kind: 'values', column }))].flatMap(
            (hazard) => hazard ?? [],
          )
        : equalHazards(change, verdict, around);
    case 'narrowing':
    case 'needs-conversion': {
      const isKnown = actual.type.recognised && wanted.type.recognised;
      const found = look(
        around,
        table,
        isKnown ? { kind: 'misfits', column, step: typeStep(actual, wanted, around) } : { kind: 'values', column },
      );
      const lost = narrowing(change, verdict, found);
      if (lost !== null) return [lost];
      const equal = verdict.verdict === 'needs-conversion' ? equalHazards(change, verdict, around) : [];
      return equal.length === 0 && isBig(change, around) ? [rewriting(change)] : equal;
    }
  }
}

function whatOf({ table, column, actual, wanted }: AlterColumn): string {
  return `${place(table, column)} from ${actual.type.text} to ${wanted.type.text}`;
}

function rewriting(change: AlterColumn, but = 'every value survives'): Hazard {
  return {
    code: 'type-rewrites-table',
    effect: 'warns',
    danger: `${whatOf(change)} rewrites the table under a lock; ${but}.`,
    remedy: 'Nothing to do; on a big table choose a quiet moment.',
  };
}

type Doubtful = Extract<TypeChange, { because: string }>;

/** Null where the data can take it. */
function narrowing(change: AlterColumn, verdict: Doubtful, found: Offenders): Hazard | null {
  if (isHarmless(found)) return null;
  const { table, column, wanted } = change;
  const converts = verdict.verdict === 'needs-conversion';
  const code = converts ? 'type-needs-conversion' : 'type-narrowing';
  const permit = permission(code, table, column);
  const what = `${whatOf(change)} ${converts ? 'needs a conversion' : 'can lose or reject values'} (${verdict.because})`;
  if (found.count === null) {
    return {
      code,
      effect: 'holds',
      danger: `${what}, and ${unseenText(table, found)}.`,
      remedy: `Look at the rows first: ${found.query}; Then permit it: ${permit}, or change it in a migration.`,
      evidence: found,
    };
  }
  const rejects = converts || ('rejects' in verdict && verdict.rejects === true);
  return {
    code,
    effect: 'holds',
    danger: `${what}, and ${rowsText(found, 'row holds', 'rows hold')} ${converts ? `what is no ${wanted.type.text}` : 'such a value'}${which(found)}${valuesText(found)}.`,
    remedy: rejects
      ? `Find them: ${found.query}; Correct them to what ${wanted.type.text} takes, and start again: the type then changes by itself. Or change it in a migration of your own.`
      : `Find them: ${found.query}; Correct them and start again. Or, if what they lose may go, permit it: ${permit}`,
    evidence: found,
    ...(rejects ? { fails: true } : {}),
  };
}

/** Bounded, and cut where they are long. */
function valuesText({ values }: Offenders): string {
  return values.length === 0 ? '' : `: ${values.map((value) => JSON.stringify(value)).join(', ')}`;
}

/** Values that differ now and are equal then: where they have to differ, the index is not made again. */
function equalHazards(change: AlterColumn, verdict: Doubtful, around: Surroundings): readonly Hazard[] {
  const { table, column } = change;
  const actual = around.actualTable(table);
  const uniques = [
    ...(actual?.primaryKey ? [{ columns: actual.primaryKey.columns, where: null }] : []),
    ...(actual?.uniques ?? []).map(({ columns }) => ({ columns, where: null })),
    ...(actual?.indexes ?? [])
      .filter(({ unique, parts }) => unique && parts.every((part) => part.column !== undefined))
      .map(({ parts, where }) => ({ columns: parts.map((part) => part.column ?? ''), where })),
  ].filter(({ columns }) => columns.includes(column));
  return uniques.flatMap(({ columns, where }): readonly Hazard[] => {
    const parts = columns.map((own) => ({ column: own }));
    const found = duplicatesOf({ table, parts, where }, around);
    if (found === null || isHarmless(found)) return [];
    const converts = verdict.verdict === 'needs-conversion';
    const code = converts ? 'type-needs-conversion' : 'type-narrowing';
    return [
      {
        code,
        effect: 'holds',
        danger:
          `${whatOf(change)} can make values equal that have to differ in (${columns.join(', ')}), and ` +
          `${found.count === null ? unseenText(table, found) : `${rowsText(found, 'value then stands', 'values then stand')} in more than one row${which(found)}`}.`,
        remedy: `Find them: ${found.query}; Change all but one row of each, and start again. Or change it in a migration.`,
        evidence: found,
        ...(found.count === null ? {} : { fails: true as const }),
      },
    ];
  });
}

/** An expression, a predicate or a foreign key compares by the old type's rules. */
function isComputedWith({ table, column }: AlterColumn, around: Surroundings): boolean {
  const actual = around.actualTable(table);
  return (
    actual?.indexes.some(
      ({ parts, where }) =>
        parts.some((part) => mentions(part.expression ?? '', column)) || mentions(where ?? '', column),
    ) === true || actual?.foreignKeys.some(({ columns }) => columns.includes(column)) === true
  );
}
