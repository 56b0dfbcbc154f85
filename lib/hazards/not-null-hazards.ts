import type { Offenders } from '../schema/answers.js';
import type { Column, QualifiedName } from '../schema/database-schema.js';
import type { Hazard } from './hazard.js';
import { isHarmless, look } from './look.js';
import type { Surroundings } from './surroundings.js';
import { permission, place, rowsText, unseenText, which } from './wording.js';

/** Rows without a value where each is to have one. A column that is still to be added has none anywhere. */
export function notNullHazards(table: QualifiedName, column: Column, around: Surroundings): readonly Hazard[] {
  if (!around.isFilled(table)) return [];
  const isNew = around.newColumn(table, column.name) !== undefined;
  const found = look(around, table, isNew ? { kind: 'rows' } : { kind: 'nulls', columns: [column.name] });
  if (isHarmless(found)) return [];
  const own = around.quote(column.name);
  const missing = isNew ? withQuery(found, `SELECT * FROM ${around.quote(table)} WHERE ${own} IS NULL`) : found;
  // A column that no row can fill is not made NOT NULL by consent: some servers would fill it with nothing.
  const hazard = notNullHazard(table, column, missing, around);
  return [isNew ? { ...hazard, fails: true } : hazard];
}

/** By the time when somebody looks, the column is there. */
function withQuery(found: Offenders, query: string): Offenders {
  return { ...found, query };
}

function notNullHazard(table: QualifiedName, column: Column, found: Offenders, around: Surroundings): Hazard {
  const code = 'not-null-on-filled-table';
  const what = `${place(table, column.name)} is to be NOT NULL`;
  const enforce = enforcing(table, column, around);
  const [fill, client] = [backfill(table, column, around), clientText(column)];
  if (found.count === null) {
    return {
      code,
      effect: 'holds',
      danger: `${what}, and ${unseenText(table, found)}.${client}`,
      remedy: `1. Fill the rows without a value: ${fill};  2. Then ${enforce ?? 'make it NOT NULL'}; or permit it here: ${permission(code, table, column.name)}`,
      evidence: found,
    };
  }
  const silently = around.fillsSilently;
  return {
    code,
    effect: 'holds',
    danger:
      `${what}, and ${rowsText(found, 'row has', 'rows have')} no value there${which(found)}.${client}` +
      (silently === null ? '' : ` The server would put ${silently}.`),
    remedy: `1. Fill them: ${fill};  2. Start again, which makes it NOT NULL by itself${enforce === null ? '.' : `, or run it in a migration: ${enforce};`}`,
    evidence: found,
    fails: true,
  };
}

/** The commonest case: the model fills new rows, and the developer wonders why that is not enough. */
function clientText({ clientDefault }: Column): string {
  return clientDefault === undefined
    ? ''
    : ` The model's default (${clientDefault}) is filled in by Sequelize on insert; the database does not know it, so it does not help the rows that are there.`;
}

function backfill(table: QualifiedName, column: Column, around: Surroundings): string {
  const own = around.quote(column.name);
  const known =
    column.default?.kind === 'value' && column.default.sql.toUpperCase() !== 'NULL' ? column.default.sql : null;
  const fresh = known ?? (column.clientDefault === undefined ? null : around.freshValue(column));
  return `UPDATE ${around.quote(table)} SET ${own} = ${fresh ?? '<value>'} WHERE ${own} IS NULL`;
}

function enforcing(table: QualifiedName, column: Column, around: Surroundings): string | null {
  const sql = around.sqlOf({
    kind: 'alter-column',
    table,
    column: column.name,
    aspect: { name: 'nullable', from: true, to: false },
    actual: { ...column, nullable: true },
    wanted: column,
  });
  return sql;
}
