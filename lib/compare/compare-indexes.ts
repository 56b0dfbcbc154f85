import type { ExpressionAnswer } from '../schema/answers.js';
import type { Index, IndexPart, Table, Unique } from '../schema/database-schema.js';
import type { AdditiveChange } from './change.js';
import { type Difference, nameOf, sameList, sameSet } from './difference.js';
import type { Leftover, Unknown } from './comparison.js';
import { indexStill, uniqueStill } from './still-enforces.js';
import type { Judgements } from './judgements.js';

type Sameness = ExpressionAnswer | 'open';

/**
 * Uniques and indexes together, because one can stand for the other: `unique: true`, a named unique and a unique index
 * are one wish, and whatever enforces it fulfils it, under any name. An index of the wanted name with another definition
 * is replaced; an index of another name with the wanted definition will do.
 */
export function compareIndexes(actual: Table, wanted: Table, judgements: Judgements): Difference {
  const table = nameOf(wanted);
  const claimedIndexes = new Set<Index>();
  const claimedUniques = new Set<Unique>();
  const changes: AdditiveChange[] = [];
  const unknowns: Unknown[] = [];

  const named = new Set(wanted.indexes.map(({ name }) => name));
  /** One that stands for nothing else yet, where there is a choice. */
  const enforcing = (columns: readonly string[]): Unique | Index | undefined => {
    const all = [
      ...actual.uniques.filter((unique) => sameSet(unique.columns, columns)),
      ...actual.indexes.filter((index) => isPlainUnique(index) && sameSet(columnsOf(index), columns)),
    ];
    const isFree = (found: Unique | Index): boolean =>
      'columns' in found ? !claimedUniques.has(found) : !claimedIndexes.has(found) && !named.has(found.name);
    return all.find(isFree) ?? all[0];
  };
  const claim = (found: Unique | Index): void => {
    if ('columns' in found) claimedUniques.add(found);
    else claimedIndexes.add(found);
  };

  for (const unique of wanted.uniques) {
    const found = enforcing(unique.columns);
    if (found !== undefined) claim(found);
    else changes.push({ kind: 'add-unique', table, unique });
  }

  for (const index of wanted.indexes) {
    const found = actual.indexes.find((candidate) => candidate.name === index.name);
    if (found !== undefined) {
      claimedIndexes.add(found);
      const same = sameIndex(table, found, index, judgements);
      if (same === 'different') changes.push({ kind: 'replace-index', table, from: found, to: index });
      if (same === 'unknown') unknowns.push(unknownIndex(table, found, index));
      continue;
    }
    const columns = columnsOf(index);
    const standsIn =
      actual.indexes.find((candidate) => sameIndex(table, candidate, index, judgements) === 'same') ??
      (isPlainUnique(index) ? enforcing(columns) : undefined);
    if (standsIn !== undefined) claim(standsIn);
    else changes.push({ kind: 'add-index', table, index });
  }

  return { changes, unknowns, leftovers: [...leftoverUniques(), ...leftoverIndexes()] };

  function leftoverUniques(): readonly Leftover[] {
    return actual.uniques
      .filter((unique) => !claimedUniques.has(unique))
      .map((unique) => ({
        kind: 'unique',
        table,
        name: unique.name ?? '',
        detail: `UNIQUE (${unique.columns.join(', ')})`,
        enforces: uniqueStill(table, unique.columns, null),
      }));
  }

  function leftoverIndexes(): readonly Leftover[] {
    return actual.indexes
      .filter((index) => !claimedIndexes.has(index) && !index.implied)
      .map((index) => ({
        kind: 'index',
        table,
        name: index.name,
        detail: `${index.unique ? 'UNIQUE ' : ''}${index.method} (${index.parts.map(textOf).join(', ')})`,
        enforces: indexStill(table, index),
      }));
  }
}

function isPlainUnique(index: Index): boolean {
  return (
    index.unique &&
    index.where === null &&
    index.valid !== false &&
    index.parts.every((part) => part.column !== undefined && part.length === undefined)
  );
}

function columnsOf(index: Index): readonly string[] {
  return index.parts.map((part) => part.column ?? '');
}

function textOf(part: IndexPart): string {
  return part.column ?? part.expression ?? '';
}

/** The dearest answer wins: one difference makes them different, one unknown makes them unknown. */
function sameIndex(
  table: { readonly schema: string; readonly name: string },
  actual: Index,
  wanted: Index,
  judgements: Judgements,
): Sameness {
  if (
    actual.valid === false ||
    actual.unique !== wanted.unique ||
    actual.method !== wanted.method ||
    actual.parts.length !== wanted.parts.length ||
    (wanted.nullsNotDistinct !== undefined && (actual.nullsNotDistinct ?? false) !== wanted.nullsNotDistinct) ||
    (actual.where === null) !== (wanted.where === null) ||
    (wanted.include !== undefined && !sameList(actual.include ?? [], wanted.include))
  ) {
    return 'different';
  }
  const pairs = actual.parts.map((part, position) => [part, wanted.parts[position] ?? part] as const);
  if (!pairs.every(([from, to]) => samePartShape(from, to))) return 'different';
  const answers = pairs
    .filter(([from]) => from.expression !== undefined)
    .map(([from, to]) =>
      judgements.ask({ kind: 'index-expression', table, actual: from.expression ?? '', wanted: to.expression ?? '' }),
    );
  if (actual.where !== null && wanted.where !== null) {
    answers.push(judgements.ask({ kind: 'predicate', table, actual: actual.where, wanted: wanted.where }));
  }
  for (const answer of ['different', 'unknown', 'open'] as const) {
    if (answers.includes(answer)) return answer;
  }
  return 'same';
}

function samePartShape(actual: IndexPart, wanted: IndexPart): boolean {
  return (
    actual.column === wanted.column &&
    (actual.length === wanted.length || (actual.isLongest === true && wanted.length === undefined)) &&
    (actual.expression === undefined) === (wanted.expression === undefined) &&
    actual.order === wanted.order &&
    actual.nulls === wanted.nulls &&
    isMet(bareName(wanted.operatorClass), actual.operatorClass, actual.implied?.operatorClass) &&
    isMet(wanted.collation, actual.collation, actual.implied?.collation)
  );
}

/** Not stated is met by anything; what is stated also by what holds anyway. */
function isMet(
  wanted: string | null | undefined,
  actual: string | null | undefined,
  implied: string | null | undefined,
): boolean {
  return wanted === undefined || wanted === (actual ?? null) || (wanted !== null && wanted === implied);
}

/** `public.gist_trgm_ops(siglen = 32)` is `gist_trgm_ops`: the catalog has neither the schema nor the parameters. */
function bareName(operatorClass: string | null | undefined): string | null | undefined {
  return operatorClass?.replace(/\(.*$/s, '').replace(/^.*\./, '').replaceAll('"', '').trim() ?? operatorClass;
}

function unknownIndex(
  table: { readonly schema: string; readonly name: string },
  actual: Index,
  wanted: Index,
): Unknown {
  return {
    table,
    name: wanted.name,
    found: definition(actual),
    expected: definition(wanted),
    because: 'the server cannot compare the two',
  };
}

function definition(index: Index): string {
  return `(${index.parts.map(textOf).join(', ')})${index.where === null ? '' : ` WHERE ${index.where}`}`;
}
