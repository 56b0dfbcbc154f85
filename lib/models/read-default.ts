import type { ColumnDefault } from '../schema/database-schema.js';
import type { Findings } from './draft-table.js';
import { movesWithTheClock } from './moves-with-the-clock.js';
import type { ColumnSource } from './read-column.js';
import type { ReadType, TypeContext } from './read-type.js';
import { errorText, isRecord } from './sequelize-models.js';

export interface ReadDefault {
  /** Undefined: the model does not say. Null: it says that there is none. */
  readonly columnDefault: ColumnDefault | null | undefined;
  readonly clientDefault: string | undefined;
}

/** What the database fills in, and what Sequelize fills in by itself. */
export function readDefault(
  source: ColumnSource,
  { stated, enumValues, fault: typeFault }: ReadType,
  { spelling, view }: TypeContext,
  { faults, notes }: Findings,
): ReadDefault {
  const { model, attributeName, attribute } = source;
  const value = attribute.defaultValue;
  const clientDefault = clientDefaultOf(source);
  const fromType =
    stated.default === undefined ? undefined : spelling.defaultValue(stated.default, 'expression', stated.type);
  if (value === undefined || isMadeByClient(value)) return { columnDefault: fromType, clientDefault };
  if (value === null) return { columnDefault: null, clientDefault };
  if (spelling.takesDefault?.(stated.type) === false) return { columnDefault: undefined, clientDefault };

  const fault = (problem: string, remedy: string): ReadDefault => {
    faults.push({ model: model.name, attribute: attributeName, problem, remedy });
    return { columnDefault: undefined, clientDefault };
  };
  let sql: string;
  try {
    sql = String(view.generator.escape(value, spelling.typelessDefaults ? undefined : attribute));
  } catch (error) {
    return fault(`its defaultValue cannot be written as SQL (${errorText(error)})`, 'Give it a value of its type.');
  }
  if (stated.type.enum && stated.type.dimensions > 0) sql = withEnumCast(sql, stated.type.text);
  if (typeFault === undefined) {
    const because = spelling.whyRejected(sql, stated.type, enumValues);
    if (because !== null)
      return fault(`its defaultValue does not fit: ${because}`, `Give it a value of the type ${stated.type.text}.`);
  }
  const isExpression = value instanceof view.classes.Utils.SequelizeMethod;
  const columnDefault = spelling.defaultValue(sql, isExpression ? 'expression' : 'value', stated.type);
  if (columnDefault === null || !(columnDefault.movesWithTheClock || movesWithTheClock(value, sql)))
    return { columnDefault, clientDefault };
  notes.push(
    `${model.name}.${attributeName}: its defaultValue is the time at which the model was loaded, another one at each start; ` +
      "DataTypes.NOW or fn('now') is meant. It is never compared.",
  );
  return { columnDefault: { ...columnDefault, movesWithTheClock: true }, clientDefault };
}

/** Sequelize leaves the schema out, so that the cast depends on the search path. */
function withEnumCast(sql: string, type: string): string {
  const cast = sql.lastIndexOf('::');
  return sql.startsWith('ARRAY[') && cast > 0 ? `${sql.slice(0, cast)}::${type}` : sql;
}

/** Instances and classes of UUIDV1, UUIDV4 and NOW, and every function. */
function isMadeByClient(value: unknown): boolean {
  return typeof value === 'function' || clientKey(value) !== undefined;
}

function clientKey(value: unknown): string | undefined {
  const key = isRecord(value) || typeof value === 'function' ? (value as { readonly key?: unknown }).key : undefined;
  const isType = isRecord(value) ? typeof value['toSql'] === 'function' : typeof value === 'function';
  return isType && (key === 'UUIDV1' || key === 'UUIDV4' || key === 'NOW') ? key : undefined;
}

function clientDefaultOf({ model, attributeName, attribute }: ColumnSource): string | undefined {
  const { defaultValue: value } = attribute;
  const key = clientKey(value);
  if (key !== undefined) return key;
  if (typeof value === 'function') {
    return value.name === '' || value.name === 'defaultValue' ? 'a function' : `${value.name}()`;
  }
  const timestamps = model._timestampAttributes ?? {};
  return attributeName === timestamps['createdAt'] || attributeName === timestamps['updatedAt'] ? 'NOW' : undefined;
}
