import type { Index, IndexPart } from '../schema/database-schema.js';
import type { Spelling } from '../schema/spelling.js';
import { type DraftTable, type Findings, resolveColumn } from './draft-table.js';
import { type AnyMethod, copyMethod, readPredicate } from './read-predicate.js';
import { errorText, type IndexOptions, isRecord, type ReadableModel, type SequelizeView } from './sequelize-models.js';

export interface IndexContext {
  readonly view: SequelizeView;
  readonly spelling: Spelling;
  readonly model: ReadableModel;
  /** The model's columns. */
  readonly table: DraftTable;
  readonly findings: Findings;
}

/** The indexes of one model, in the order in which Sequelize creates them: concurrent ones last. */
export function readIndexes(context: IndexContext): readonly Index[] {
  const all = context.model._indexes ?? [];
  const ordered = [
    ...all.filter((index) => index.concurrently !== true),
    ...all.filter((index) => index.concurrently === true),
  ];
  return ordered.flatMap((index) => readIndex(index, context) ?? []);
}

/** Null when it has faults: they are in the findings. */
function readIndex(options: IndexOptions, context: IndexContext): Index | null {
  const { spelling, model, findings } = context;
  if (typeof options.name !== 'string' || options.name === '') {
    findings.faults.push({
      model: model.name,
      problem: 'an index has an empty name',
      remedy: 'Name it, or leave name away.',
    });
    return null;
  }
  const { supports } = context.view;
  const name = spelling.identifier(options.name);
  const fault = (problem: string, remedy: string): null => {
    findings.faults.push({ model: model.name, problem: `the index ${name} ${problem}`, remedy });
    return null;
  };
  const noName = spelling.whyNoName(name);
  if (noName !== null) return fault(`cannot have this name: ${noName}`, 'Give it a name of its own.');
  if (options.method !== undefined && options.using === undefined) {
    findings.notes.push(
      `${model.name}: the index ${name} says method: Sequelize 6 reads only using, so it is a plain one.`,
    );
  }
  const kind = supports.index.type && typeof options.type === 'string' ? options.type.trim().toLowerCase() : '';
  const using = supports.index.using && typeof options.using === 'string' ? options.using : undefined;
  const unique = Boolean(options.unique) || kind === 'unique';
  const method = spelling.indexMethod(kind === '' || kind === 'unique' ? using : kind);
  const fields = options.fields.length;
  if (fields === 0) return fault('has no fields', 'Name at least one column.');
  const impossible = spelling.whyNoIndex({ unique, method, fields });
  if (impossible !== null) return fault(impossible.problem, impossible.remedy);

  const parts = options.fields.map((field) => readField(field, options, method, context, fault));
  const where = options.where && supports.index.where ? readPredicate(options.where, context, fault) : null;
  const isComplete = parts.every((part) => part !== null) && where !== undefined;
  return isComplete ? { name, unique, method, parts: parts.flatMap((part) => part ?? []), where } : null;
}

export type Fault = (problem: string, remedy: string) => null;

/** One field; an expression written by hand may be several. */
function readField(
  field: unknown,
  options: IndexOptions,
  method: string,
  context: IndexContext,
  fault: Fault,
): readonly IndexPart[] | null {
  if (field instanceof context.view.classes.Utils.SequelizeMethod) return readExpression(field, method, context, fault);
  const stated: Readonly<Record<string, unknown>> = isRecord(field) ? field : { name: field };
  const { attribute, name, order, collate, operator, length } = stated;
  const { supports } = context.view;
  const written = attribute || name;
  if (typeof written !== 'string')
    return fault('has a field without a name', "Write fields: ['email'], or { name: 'email' }.");
  const column = columnOf(written, context);
  if (column === null) return fault(...missing(written, context));
  const { ordersNulls } = context.spelling;
  const direction = readOrder(order, ordersNulls);
  if (direction === null)
    return fault(
      `has the order ${JSON.stringify(order)}`,
      `Write 'ASC' or 'DESC'${ordersNulls ? ', and NULLS FIRST or NULLS LAST after it' : ''}.`,
    );
  const operatorClass = operator || options.operator;
  return [
    withClass({
      column: column.column.name,
      ...direction,
      ...(supports.index.operator && typeof operatorClass === 'string' ? { operatorClass: operatorClass.trim() } : {}),
      ...(supports.index.collate && typeof collate === 'string' && collate !== ''
        ? { collation: context.spelling.identifier(collate) }
        : {}),
      ...(supports.index.length && length ? { length: Number(length) } : {}),
    }),
  ];

  function withClass(part: IndexPart): IndexPart {
    if (!part.operatorClass || column === null) return part;
    return { ...part, operatorClass: context.spelling.operatorClass(part.operatorClass, column.column.type, method) };
  }
}

function readExpression(
  field: AnyMethod,
  method: string,
  context: IndexContext,
  fault: Fault,
): readonly IndexPart[] | null {
  const { view, spelling } = context;
  const unknown = new Set<string>();
  let sql: string;
  try {
    const resolved = copyMethod(
      field,
      view,
      (name) => columnOf(name, context)?.column.name ?? (unknown.add(name), name),
    );
    sql = String(view.generator.handleSequelizeMethod(resolved));
  } catch (error) {
    return fault(
      `has an expression that cannot be written as SQL (${errorText(error)})`,
      'Check fn(), col() and literal().',
    );
  }
  const [first] = unknown;
  if (first !== undefined) return fault(...missing(first, context));
  const elements = spelling.indexElements(sql);
  if (elements === null)
    return fault(`has the expression ${sql}, which is no index element`, 'Put brackets around it.');
  const parts = elements.map((part) => {
    if (part.column === undefined) return part;
    const column = columnOf(part.column, context);
    if (column === null) return fault(...missing(part.column, context));
    const operatorClass = part.operatorClass
      ? spelling.operatorClass(part.operatorClass, column.column.type, method)
      : part.operatorClass;
    return { ...part, column: column.column.name, ...(operatorClass === undefined ? {} : { operatorClass }) };
  });
  return parts.every((part) => part !== null) ? parts : null;
}

export function columnOf(name: string, { table, spelling }: IndexContext) {
  return resolveColumn(table, name, spelling.identifier(name)) ?? null;
}

export function missing(name: string, { table }: IndexContext): readonly [problem: string, remedy: string] {
  const columns = table.columns.map(({ column }) => column.name).join(', ');
  return [`is over "${name}", which is neither a column nor an attribute`, `The columns are ${columns}.`];
}

function readOrder(order: unknown, ordersNulls: boolean): Pick<IndexPart, 'order' | 'nulls'> | null {
  if (order === undefined || order === null || order === '') return { order: 'asc', nulls: 'last' };
  const match = typeof order === 'string' ? /^\s*(asc|desc)?\s*(?:nulls\s+(first|last))?\s*$/i.exec(order) : null;
  if (!match || (match[2] && !ordersNulls)) return null;
  const direction = match[1]?.toLowerCase() === 'desc' ? 'desc' : 'asc';
  const nulls =
    match[2]?.toLowerCase() === 'first' ? 'first' : match[2] ? 'last' : direction === 'desc' ? 'first' : 'last';
  return { order: direction, nulls };
}
