import type { ColumnType } from '../../schema/database-schema.js';
import { type ColumnRow, type ConstraintData, type DetailRow, idOf, type TypeData } from './postgres.catalog.rows.js';
import { canonicalType, enumColumnType } from './postgres.types.js';

/** What the server's numbers stand for. */
export interface Names {
  readonly accessMethods: ReadonlyMap<number, string>;
  readonly operatorClasses: ReadonlyMap<number, string>;
  readonly defaultOperatorClasses: ReadonlyMap<number, string>;
  readonly collations: ReadonlyMap<number, string>;
  /** By the number of the index behind it. */
  readonly constraints: ReadonlyMap<number, Constraint>;
  /** A column's type, and the collation that it has by itself. */
  readonly typeOf: (column: ColumnRow) => { readonly type: ColumnType; readonly collation: number };
}

interface Constraint {
  readonly name: string;
  readonly type: ConstraintData[0];
  readonly deferrable: boolean;
  readonly deferred: boolean;
}

export function readNames(rows: readonly DetailRow[]): Names {
  const named = (what: DetailRow['what']): ReadonlyMap<number, string> =>
    new Map(rows.filter((row) => row.what === what).map(({ id, name }) => [idOf(id), name ?? '']));
  return {
    accessMethods: named('access-method'),
    operatorClasses: named('operator-class'),
    defaultOperatorClasses: named('default-operator-class'),
    collations: named('collation'),
    constraints: new Map(
      rows.filter(({ what }) => what === 'constraint').map((row) => [idOf(row.id), constraintOf(row)]),
    ),
    typeOf: typesOf(rows),
  };
}

function constraintOf({ name, data }: DetailRow): Constraint {
  const [type, deferrable, deferred] = JSON.parse(data) as ConstraintData;
  return { name: name ?? '', type, deferrable, deferred };
}

function typesOf(rows: readonly DetailRow[]): Names['typeOf'] {
  const printed = new Map<string, { readonly text: string; readonly data: TypeData }>();
  for (const { what, id, name, data } of rows) {
    if (what !== 'type') continue;
    const read = JSON.parse(data) as TypeData;
    printed.set(`${id} ${read[0]}`, { text: name ?? '', data: read });
  }
  const known = new Map<string, ReturnType<Names['typeOf']>>();
  return ({ type, modifier, dimensions }) => {
    const key = `${type} ${modifier} ${dimensions}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = readType(printed.get(`${type} ${modifier}`), dimensions);
    known.set(key, made);
    return made;
  };
}

function readType(
  printed: { readonly text: string; readonly data: TypeData } | undefined,
  dimensions: number,
): ReturnType<Names['typeOf']> {
  const { text, data } = printed ?? { text: '', data: [-1, false, 0, null] };
  const [, isArray, ownCollation, behind] = data;
  const collation = idOf(ownCollation);
  // The enum type behind a column: by the column, never by guessing its name.
  if (behind === null) return { type: canonicalType(text), collation };
  const [schema, name] = behind;
  return { type: enumColumnType({ schema, name }, dimensions > 0 ? dimensions : Number(isArray)), collation };
}
