import type { Column, Index, Unique } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { DraftColumn, DraftTable, Findings } from './draft-table.js';

/** Models on one table become one: what either says holds. Where they contradict each other, both are named. */
export function mergeTables(tables: readonly DraftTable[], findings: Findings): readonly DraftTable[] {
  const merged = new Map<string, DraftTable>();
  for (const table of tables) {
    const key = keyOf(table);
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? table : mergeTwo(earlier, table, findings));
  }
  return [...merged.values()];
}

function mergeTwo(left: DraftTable, right: DraftTable, findings: Findings): DraftTable {
  const columns = new Map(left.columns.map((column) => [column.column.name, column]));
  for (const column of right.columns) {
    const earlier = columns.get(column.column.name);
    columns.set(column.column.name, earlier === undefined ? column : mergeColumns(earlier, column, left, findings));
  }
  const isSameKey =
    left.primaryKey.length === 0 || right.primaryKey.length === 0 || sameSet(left.primaryKey, right.primaryKey);
  if (!isSameKey) {
    findings.faults.push({
      model: namesOf(left, right),
      problem: `they share the table ${left.name} and have different primary keys (${left.primaryKey.join(', ')}; ${right.primaryKey.join(', ')})`,
      remedy: 'Give both the same key, or one of them another table.',
    });
  }
  return {
    ...left,
    models: [...left.models, ...right.models],
    columns: [...columns.values()],
    primaryKey: left.primaryKey.length > 0 ? left.primaryKey : right.primaryKey,
    uniques: withoutRepeats<Unique>([...left.uniques, ...right.uniques], (unique) => unique.columns),
    indexes: withoutRepeats<Index>([...left.indexes, ...right.indexes], (index) => index),
    comment: left.comment ?? right.comment,
    options: left.options ?? right.options,
    renamedFrom: withoutRepeats([...left.renamedFrom, ...right.renamedFrom], (name) => name),
  };
}

function mergeColumns(left: DraftColumn, right: DraftColumn, table: DraftTable, findings: Findings): DraftColumn {
  const contradictions = contradictionsOf(left, right);
  if (contradictions.length > 0) {
    findings.faults.push({
      model: `${left.model.name} and ${right.model.name}`,
      attribute: left.column.name,
      problem: `they share the table ${table.name} and contradict each other on this column: ${contradictions.join('; ')}`,
      remedy: 'Define the column in the same way in both, or leave it to one of them.',
    });
  }
  const column: Column = {
    ...right.column,
    ...left.column,
    nullable: left.column.nullable && right.column.nullable,
    ...definedOf('default', left.column.default ?? right.column.default ?? left.column.default),
    ...definedOf('comment', left.column.comment ?? right.column.comment),
    ...renamedFromOf(left.column, right.column),
  };
  const referring = left.attribute.references ? left : right.attribute.references ? right : left;
  const [fewer, more] =
    (left.enumValues?.length ?? 0) < (right.enumValues?.length ?? 0) ? [left, right] : [right, left];
  return {
    ...left,
    column,
    // The one that refers to another table: its foreign key is read from here.
    model: referring.model,
    attributeName: referring.attributeName,
    attribute: referring.attribute,
    allowNull: left.allowNull ?? right.allowNull,
    primaryKey: left.primaryKey || right.primaryKey,
    unique: left.unique || right.unique,
    enumValues: more.enumValues ?? fewer.enumValues,
  };
}

function contradictionsOf(left: DraftColumn, right: DraftColumn): readonly string[] {
  const [first, second] = [left.column, right.column];
  const found: string[] = [];
  if (first.type.text !== second.type.text) found.push(`type ${first.type.text}, ${second.type.text}`);
  else if (!agreeOnValues(left.enumValues, right.enumValues)) {
    found.push(`values ${left.enumValues?.join(', ')}; ${right.enumValues?.join(', ')}`);
  }
  if (
    left.allowNull !== undefined &&
    right.allowNull !== undefined &&
    left.allowNull !== right.allowNull &&
    !left.primaryKey
  ) {
    found.push(`allowNull ${left.allowNull}, ${right.allowNull}`);
  }
  if (first.default && second.default && first.default.sql !== second.default.sql && !first.default.movesWithTheClock) {
    found.push(`default ${first.default.sql}, ${second.default.sql}`);
  }
  if (first.autoIncrement && second.autoIncrement && first.autoIncrement.kind !== second.autoIncrement.kind) {
    found.push(`auto-increment ${first.autoIncrement.kind}, ${second.autoIncrement.kind}`);
  }
  if (first.generated && second.generated && first.generated.expression !== second.generated.expression) {
    found.push(`generated as ${first.generated.expression}, ${second.generated.expression}`);
  }
  return found;
}

/** One list may lack values of the other, so long as both have the same order. */
function agreeOnValues(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  if (left === undefined || right === undefined) return true;
  const [fewer, more] = left.length < right.length ? [left, right] : [right, left];
  const places = fewer.map((value) => more.indexOf(value));
  return places.every((place, position) => place >= 0 && (position === 0 || place > (places[position - 1] ?? -1)));
}

function renamedFromOf(left: Column, right: Column): Pick<Column, 'renamedFrom'> {
  const renamedFrom = [...new Set([...(left.renamedFrom ?? []), ...(right.renamedFrom ?? [])])];
  return renamedFrom.length === 0 ? {} : { renamedFrom };
}

function definedOf<Key extends 'default' | 'comment'>(key: Key, value: Column[Key]): Partial<Pick<Column, Key>> {
  return value === undefined ? {} : ({ [key]: value } as Pick<Column, Key>);
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item) => right.includes(item));
}

function withoutRepeats<Item>(items: readonly Item[], identity: (item: Item) => unknown): readonly Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = JSON.stringify(identity(item));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function namesOf(left: DraftTable, right: DraftTable): string {
  return [...left.models, ...right.models].map((model) => model.name).join(' and ');
}
