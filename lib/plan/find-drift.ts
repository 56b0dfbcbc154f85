import { type Change, tableOf } from '../compare/change.js';
import type { QualifiedName } from '../schema/database-schema.js';
import { sameName } from '../schema/qualified-name.js';
import { leftoverText } from '../compare/comparison.js';
import type { Part, Plan } from './plan.js';

export type DriftSeverity = 'breaks' | 'differs' | 'extra' | 'unknown';

/** One difference between the database and the models, found and expected side by side. */
export interface DriftFinding {
  readonly severity: DriftSeverity;
  readonly table: string;
  /** The column, index, key or value; empty for the table itself. */
  readonly name: string;
  readonly found: string;
  readonly expected: string;
  /** The SQL that would mend it, if there is one that loses nothing. */
  readonly sql: string | null;
}

export interface Drift {
  readonly database: string;
  readonly findings: readonly DriftFinding[];
  /** No finding that breaks or differs; what is only extra is no drift. */
  readonly inStep: boolean;
}

/** Drift is the alter plan, read as a report. */
export function findDrift(plan: Plan): Drift {
  const findings: DriftFinding[] = [
    ...plan.statements.flatMap(({ parts, sql }) =>
      parts.filter((part) => isDifference(part, plan)).map((part) => ofPart(part, sql)),
    ),
    ...plan.leftovers.map((leftover): DriftFinding => ({
      severity: leftover.breaksInserts ? 'differs' : 'extra',
      table: text(leftover.table),
      name: leftover.name,
      found: leftover.breaksInserts
        ? `${leftover.detail}: inserts into ${leftover.table.name} will fail`
        : leftoverText(leftover),
      expected: 'nothing: it is only in the database',
      sql: null,
    })),
    ...plan.unknowns.map((unknown): DriftFinding => ({
      severity: 'unknown',
      table: text(unknown.table),
      name: unknown.name,
      found: unknown.found,
      expected: `${unknown.expected} (${unknown.because})`,
      sql: null,
    })),
  ];
  const order: readonly DriftSeverity[] = ['breaks', 'differs', 'unknown', 'extra'];
  findings.sort((left, right) => order.indexOf(left.severity) - order.indexOf(right.severity));
  return {
    database: plan.database,
    findings,
    inStep: findings.every(({ severity }) => severity === 'extra' || severity === 'unknown'),
  };
}

/** What only makes way for another change, or mends what is left over, is none. */
function isDifference({ change }: Part, { statements }: Plan): boolean {
  if (change.kind === 'relax-leftover' || change.kind === 'drop-foreign-key') return false;
  if (change.kind !== 'add-foreign-key') return true;
  return !statements.some(({ parts }) =>
    parts.some(
      ({ change: other }) =>
        other.kind === 'drop-foreign-key' &&
        sameName(other.table, change.table) &&
        other.foreignKey.name === change.foreignKey.name,
    ),
  );
}

function ofPart({ change, severity }: Part, sql: string): DriftFinding {
  const table = tableOf(change);
  return { severity, table: table === null ? '' : text(table), ...foundAndExpected(change), sql };
}

function foundAndExpected(change: Change): Pick<DriftFinding, 'name' | 'found' | 'expected'> {
  const missing = 'missing';
  switch (change.kind) {
    case 'create-schema':
      return { name: change.schema, found: missing, expected: `schema ${change.schema}` };
    case 'create-enum':
      return { name: change.enum.name, found: missing, expected: `enum (${change.enum.values.join(', ')})` };
    case 'add-enum-value':
      return { name: change.enum.name, found: missing, expected: `enum value ${change.value}` };
    case 'create-table':
      return { name: '', found: missing, expected: `table with ${change.table.columns.length} columns` };
    case 'rename-table':
      return { name: '', found: `a table ${change.from.name}`, expected: `its name ${change.table.name}` };
    case 'rename-column':
      return { name: change.to, found: `a column ${change.from}`, expected: `its name ${change.to}` };
    case 'comment-table':
      return { name: '', found: `comment ${change.from ?? 'none'}`, expected: `comment ${change.to ?? 'none'}` };
    case 'add-column':
      return { name: change.column.name, found: missing, expected: `column ${change.column.type.text}` };
    case 'alter-column':
      return { name: change.column, ...aspectText(change.aspect) };
    case 'set-primary-key':
      return {
        name: '',
        found: change.from === null ? 'no primary key' : `primary key (${change.from.columns.join(', ')})`,
        expected: `primary key (${change.to.columns.join(', ')})`,
      };
    case 'add-unique':
      return {
        name: change.unique.name ?? '',
        found: missing,
        expected: `UNIQUE (${change.unique.columns.join(', ')})`,
      };
    case 'add-index':
      return { name: change.index.name, found: missing, expected: `${change.index.unique ? 'unique ' : ''}index` };
    case 'replace-index':
      return {
        name: change.to.name,
        found: change.from.valid === false ? 'an INVALID index' : 'an index with another definition',
        expected: `${change.to.unique ? 'unique ' : ''}index (${change.to.parts.map((part) => part.column ?? part.expression).join(', ')})`,
      };
    case 'add-foreign-key':
      return { name: change.foreignKey.columns.join(', '), found: missing, expected: keyText(change.foreignKey) };
    case 'replace-foreign-key':
      return { name: change.from.name ?? '', found: keyText(change.from), expected: keyText(change.to) };
    default:
      return { name: '', found: '', expected: change.kind };
  }
}

function aspectText(
  aspect: Extract<Change, { kind: 'alter-column' }>['aspect'],
): Pick<DriftFinding, 'found' | 'expected'> {
  switch (aspect.name) {
    case 'type':
      return { found: aspect.from.text, expected: aspect.to.text };
    case 'nullable':
      return { found: nullText(aspect.from), expected: nullText(aspect.to) };
    case 'default':
      return { found: `DEFAULT ${aspect.from?.sql ?? 'none'}`, expected: `DEFAULT ${aspect.to?.sql ?? 'none'}` };
    case 'auto-increment':
      return { found: aspect.from?.kind ?? 'no auto-increment', expected: aspect.to?.kind ?? 'no auto-increment' };
    case 'comment':
      return { found: `comment ${aspect.from ?? 'none'}`, expected: `comment ${aspect.to ?? 'none'}` };
  }
}

function nullText(nullable: boolean): string {
  return nullable ? 'NULL allowed' : 'NOT NULL';
}

function keyText(key: {
  readonly target: QualifiedName;
  readonly targetColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
}): string {
  return `references ${key.target.name} (${key.targetColumns.join(', ')}) on delete ${key.onDelete}, on update ${key.onUpdate}`;
}

function text({ schema, name }: QualifiedName): string {
  return `${schema}.${name}`;
}
