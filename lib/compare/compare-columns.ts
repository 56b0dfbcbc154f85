import type { Column, ColumnType, QualifiedName, Table } from '../schema/database-schema.js';
import { nameValuesAlike, withValues } from '../schema/value-list.js';
import type { AdditiveChange, AlterColumn, ColumnAspect } from './change.js';
import { type Difference, nameOf, sameSet } from './difference.js';
import type { Unknown } from './comparison.js';
import type { Judgements } from './judgements.js';
import { mergeValues } from './compare-enums.js';
import { enumValueStill } from './still-enforces.js';
import { matchByName } from './match-by-name.js';

/** Column by column, aspect by aspect. What the model does not state is not compared. */
export function compareColumns(actual: Table, wanted: Table, judgements: Judgements): Difference {
  const table = nameOf(wanted);
  const columns = matchByName<Column, Column>(actual.columns, wanted.columns, (column) => column.name);
  const compared = columns.both.map(([found, expected]) => compareColumn(actual, wanted, found, expected, judgements));
  const keyed = new Set(actual.primaryKey?.columns);
  return {
    changes: [
      ...columns.onlyWanted.map((column): AdditiveChange => ({ kind: 'add-column', table, column })),
      ...compared.flatMap((part) => part.changes),
      ...columns.onlyActual
        // A primary key that changes lets go of it by itself.
        .filter((column) => breaksInserts(column) && !(keyed.has(column.name) && changesKey(actual, wanted)))
        .map((column): AdditiveChange => ({ kind: 'relax-leftover', table, column })),
    ],
    leftovers: [
      ...columns.onlyActual.map((column) => ({
        kind: 'column' as const,
        table,
        name: column.name,
        detail: describe(column),
        ...(breaksInserts(column) || (keyed.has(column.name) && !suppliesItself(column))
          ? { breaksInserts: true }
          : {}),
      })),
      ...columns.both.flatMap(([found, expected]) => leftoverValues(table, found, expected)),
    ],
    unknowns: compared.flatMap((part) => part.unknowns),
  };
}

/** What only the database has goes on being a value. */
function withAllValues(actual: ColumnType, wanted: ColumnType): ColumnType {
  if (!nameValuesAlike(actual, wanted)) return wanted;
  return withValues(wanted, mergeValues(actual.values ?? [], wanted.values ?? []));
}

function leftoverValues(table: QualifiedName, actual: Column, wanted: Column): Difference['leftovers'] {
  if (!nameValuesAlike(actual.type, wanted.type)) return [];
  return (actual.type.values ?? [])
    .filter((value) => !wanted.type.values?.includes(value))
    .map((value) => ({
      kind: 'enum-value',
      table,
      name: value,
      detail: `a value of ${wanted.name}`,
      enforces: enumValueStill,
    }));
}

function changesKey({ primaryKey: from }: Table, { primaryKey: to }: Table): boolean {
  return from !== null && to !== null && !sameSet(from.columns, to.columns);
}

/** NOT NULL, and nothing fills it: an insert that does not name the column fails. */
export function breaksInserts(column: Column): boolean {
  return !column.nullable && !suppliesItself(column);
}

function suppliesItself(column: Column): boolean {
  return Boolean(column.default ?? column.autoIncrement ?? column.generated);
}

function describe(column: Column): string {
  return [column.type.text, column.nullable ? '' : 'NOT NULL', column.default ? `DEFAULT ${column.default.sql}` : '']
    .filter(Boolean)
    .join(' ');
}

function compareColumn(
  actualTable: Table,
  wantedTable: Table,
  actual: Column,
  wanted: Column,
  judgements: Judgements,
): Pick<Difference, 'changes' | 'unknowns'> {
  const table = nameOf(wantedTable);
  const changes: AlterColumn[] = [];
  const unknowns: Unknown[] = [];
  const change = (aspect: ColumnAspect): void => {
    changes.push({ kind: 'alter-column', table, column: wanted.name, aspect, actual, wanted });
  };
  const unknown = (found: string, expected: string, because: string): void => {
    unknowns.push({ table, name: wanted.name, found, expected, because });
  };

  const to = withAllValues(actual.type, wanted.type);
  const types = compareTypes(wantedTable, actual, { ...wanted, type: to }, judgements);
  if (types === 'different') change({ name: 'type', from: actual.type, to });
  if (types === 'unknown')
    unknown(actual.type.text, to.text, 'nobody can say whether one of these types can stand for the other');

  const inKey =
    actualTable.primaryKey?.columns.includes(wanted.name) || wantedTable.primaryKey?.columns.includes(wanted.name);
  // What numbers the rows goes with a type that is no number.
  const fillsItself =
    Boolean(actual.autoIncrement) && !actual.nullable && (types === 'same' || isWholeNumber(wanted.type));
  if (!inKey && actual.nullable !== wanted.nullable && !fillsItself) {
    change({ name: 'nullable', from: actual.nullable, to: wanted.nullable });
  }

  if (wanted.autoIncrement && !actual.autoIncrement) {
    change({ name: 'auto-increment', from: null, to: wanted.autoIncrement });
  } else if (wanted.default && !wanted.default.movesWithTheClock && !wanted.autoIncrement) {
    const judged = compareDefaults(wantedTable, actual, wanted, judgements);
    // What the new type cannot even hold is another default.
    const defaults = judged === 'unknown' && types === 'different' ? 'different' : judged;
    if (defaults === 'different') change({ name: 'default', from: actual.default ?? null, to: wanted.default });
    if (defaults === 'unknown') {
      unknown(
        `DEFAULT ${actual.default?.sql ?? ''}`,
        `DEFAULT ${wanted.default.sql}`,
        'the server cannot compare the two',
      );
    }
  }

  if (wanted.generated && compareGenerated(wantedTable, actual, wanted, judgements) !== 'same') {
    unknown(
      actual.generated ? `GENERATED ALWAYS AS (${actual.generated.expression})` : describe(actual),
      `GENERATED ALWAYS AS (${wanted.generated.expression})`,
      'a generated column cannot be changed in place: replace it in a migration',
    );
  }

  if (wanted.collation != null && ![actual.collation, actual.impliedCollation].includes(wanted.collation)) {
    unknown(
      `COLLATE ${actual.collation ?? 'default'}`,
      `COLLATE ${wanted.collation}`,
      'collations are changed by a migration',
    );
  }

  if (wanted.comment != null && wanted.comment !== (actual.comment ?? null)) {
    change({ name: 'comment', from: actual.comment ?? null, to: wanted.comment });
  }
  return { changes: withDefaultsInMind(changes), unknowns };
}

function isWholeNumber({ text, dimensions }: Column['type']): boolean {
  return dimensions === 0 && /\b(?:tiny|small|medium|big)?int(?:eger)?\b/i.test(text);
}

/** A change of type puts the default back, unless that is to become another one anyway. */
function withDefaultsInMind(changes: readonly AlterColumn[]): readonly AlterColumn[] {
  const defaultFollows = changes.some(({ aspect }) => aspect.name === 'default' || aspect.name === 'auto-increment');
  if (!defaultFollows) return changes;
  return changes.map((change) =>
    change.aspect.name === 'type' ? { ...change, aspect: { ...change.aspect, defaultFollows } } : change,
  );
}

/** An enum is its values, whatever the type is called; those are compared with the type. */
function compareTypes(table: Table, actual: Column, wanted: Column, judgements: Judgements) {
  if (actual.type.enum && wanted.type.enum && actual.type.dimensions > 0 === wanted.type.dimensions > 0) return 'same';
  if (actual.type.text === wanted.type.text || actual.type.fulfils?.includes(wanted.type.text)) return 'same';
  if (wanted.type.recognised && actual.type.recognised) return 'different';
  const answer = judgements.ask({
    kind: 'type',
    table: nameOf(table),
    actual: actual.type.text,
    wanted: wanted.type.text,
  });
  // Somebody made this type, and this column of it, for a reason that no model knows: a domain, a type of their own.
  return answer === 'different' && !actual.type.recognised ? 'unknown' : answer;
}

function compareDefaults(table: Table, actual: Column, wanted: Column, judgements: Judgements) {
  if (!wanted.default) return 'same';
  if (!actual.default) return actual.generated ? 'same' : 'different';
  if (actual.default.fulfils?.includes(wanted.default.sql)) return 'same';
  // The type of an enum may still have to be made, so that the server cannot be asked; its values are plain texts.
  if (wanted.type.enum && actual.default.kind === 'value' && wanted.default.kind === 'value') {
    return actual.default.sql === wanted.default.sql ? 'same' : 'different';
  }
  return judgements.ask({
    kind: 'default',
    table: nameOf(table),
    // An enum of another name holds the same values: what it is called is not the model's wish.
    type: actual.type.enum && wanted.type.enum ? actual.type.text : wanted.type.text,
    actual: actual.default.sql,
    wanted: wanted.default.sql,
  });
}

function compareGenerated(table: Table, actual: Column, wanted: Column, judgements: Judgements) {
  if (!wanted.generated || !actual.generated) return 'different';
  return judgements.ask({
    kind: 'generated',
    table: nameOf(table),
    type: actual.type.text,
    actual: actual.generated.expression,
    wanted: wanted.generated.expression,
  });
}
