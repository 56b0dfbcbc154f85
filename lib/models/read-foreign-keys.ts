import type { Deferrability, ForeignKey, QualifiedName, ReferentialAction } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import { type DraftColumn, type DraftTable, type Findings, findColumn, resolveColumn } from './draft-table.js';
import { readReference, type Reference, type TargetContext } from './resolve-target.js';

/** A key to a table that no model makes: the database may have it. Whoever can read the catalog decides. */
export interface UnresolvedReference {
  readonly model: string;
  readonly attribute: string;
  readonly table: QualifiedName;
  readonly column: string;
  readonly target: QualifiedName;
  readonly targetColumn: string;
}

export interface ForeignKeyContext extends TargetContext {
  readonly tables: ReadonlyMap<string, DraftTable>;
  /** Sequelize writes when a key is checked. */
  readonly deferrableKeys: boolean;
  readonly findings: Findings;
  readonly unresolved: UnresolvedReference[];
}

/** The foreign keys of one table, in the order of its columns. */
export function readForeignKeys(table: DraftTable, context: ForeignKeyContext): readonly ForeignKey[] {
  return table.columns.flatMap((column) => {
    const { references } = column.attribute;
    const { withoutForeignKeyConstraints } = column.model.options as {
      readonly withoutForeignKeyConstraints?: boolean;
    };
    if (!references || withoutForeignKeyConstraints) return [];
    return readForeignKey(table, column, context) ?? [];
  });
}

function readForeignKey(table: DraftTable, source: DraftColumn, context: ForeignKeyContext): ForeignKey | null {
  const { model, attributeName, attribute, column } = source;
  const fault = (problem: string, remedy: string): null => {
    context.findings.faults.push({ model: model.name, attribute: attributeName, problem, remedy });
    return null;
  };
  const reference = readReference(source, context);
  if (reference === null)
    return fault('its references name no table', "Write references: { model: 'users', key: 'id' }.");
  const elsewhere = context.spelling.whyNotHere?.(reference.target, context.currentSchema) ?? null;
  // Of a table that is elsewhere itself that is said already.
  if (elsewhere !== null && table.schema === context.currentSchema) {
    return fault(
      `it refers to ${reference.target.name}, which ${elsewhere.problem}`,
      'A key from one database to another is not kept here: use constraints: false.',
    );
  }
  const onDelete = readAction(attribute.onDelete);
  const onUpdate = readAction(attribute.onUpdate);
  if (onDelete === null) return fault(`its onDelete is ${JSON.stringify(attribute.onDelete)}`, ACTIONS_REMEDY);
  if (onUpdate === null) return fault(`its onUpdate is ${JSON.stringify(attribute.onUpdate)}`, ACTIONS_REMEDY);
  const deferrable = readDeferrable(context.deferrableKeys ? reference.deferrable : undefined);
  if (deferrable === null) {
    return fault(
      `its references say deferrable: ${String(reference.deferrable)}`,
      'Use Deferrable.INITIALLY_DEFERRED, INITIALLY_IMMEDIATE or NOT.',
    );
  }
  const targetColumn = readTargetColumn(table, source, reference, context, fault);
  if (targetColumn === null) return null;
  return {
    name: null,
    columns: [column.name],
    target: reference.target,
    targetColumns: [targetColumn],
    onDelete: context.spelling.referentialAction?.(onDelete, Boolean(attribute.onDelete)) ?? onDelete,
    onUpdate: context.spelling.referentialAction?.(onUpdate, Boolean(attribute.onUpdate)) ?? onUpdate,
    deferrable,
  };
}

function readTargetColumn(
  table: DraftTable,
  source: DraftColumn,
  { target, key }: Reference,
  context: ForeignKeyContext,
  fault: (problem: string, remedy: string) => null,
): string | null {
  const { spelling, tables, unresolved } = context;
  const found = tables.get(keyOf(target));
  if (found === undefined) {
    const targetColumn = spelling.identifier(key ?? 'id');
    unresolved.push({
      model: source.model.name,
      attribute: source.attributeName,
      table: { schema: table.schema, name: table.name },
      column: source.column.name,
      target,
      targetColumn,
    });
    return targetColumn;
  }
  const named = key ?? (found.primaryKey.length === 1 ? found.primaryKey[0] : undefined) ?? 'id';
  const column =
    key === undefined
      ? (findColumn(found, 'id') ?? findColumn(found, named))
      : resolveColumn(found, named, spelling.identifier(named));
  const models = found.models.map((model) => model.name).join(' and ');
  if (column === undefined) {
    return fault(
      `it refers to ${models}.${named}, which is neither a column nor an attribute`,
      `The columns of ${found.name} are ${found.columns.map((each) => each.column.name).join(', ')}.`,
    );
  }
  const { name, type } = column.column;
  if (!spelling.canReference(source.column.type, type)) {
    return fault(
      `its type ${source.column.type.text} cannot refer to ${models}.${column.attributeName}, which is ${type.text}`,
      `Give it the type ${type.text}.`,
    );
  }
  if (spelling.targetsMustBeUnique && !isUnique(found, name)) {
    return fault(
      `it refers to ${models}.${column.attributeName}, which is neither the primary key nor unique`,
      found.primaryKey.length > 1 && found.primaryKey.includes(name)
        ? 'It is one part of the primary key: make it unique by itself, or use constraints: false.'
        : `Refer to ${found.primaryKey.join(', ') || 'a key'}, add unique: true there, or use constraints: false.`,
    );
  }
  return name;
}

function isUnique(table: DraftTable, column: string): boolean {
  const isAlone = (columns: readonly (string | undefined)[]): boolean => columns.length === 1 && columns[0] === column;
  return (
    isAlone(table.primaryKey) ||
    table.uniques.some((unique) => isAlone(unique.columns)) ||
    table.indexes.some(
      (index) => index.unique && index.where === null && isAlone(index.parts.map((part) => part.column)),
    )
  );
}

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  '': 'no-action',
  'NO ACTION': 'no-action',
  RESTRICT: 'restrict',
  CASCADE: 'cascade',
  'SET NULL': 'set-null',
  'SET DEFAULT': 'set-default',
};
const ACTIONS_REMEDY = "Write 'CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT' or 'NO ACTION'.";

function readAction(action: unknown): ReferentialAction | null {
  if (action === undefined || action === null || action === false) return 'no-action';
  return typeof action === 'string' ? (ACTIONS[action.trim().replace(/\s+/g, ' ').toUpperCase()] ?? null) : null;
}

const DEFERRABLES: Readonly<Record<string, Deferrability>> = {
  'DEFERRABLE INITIALLY DEFERRED': 'initially-deferred',
  'DEFERRABLE INITIALLY IMMEDIATE': 'initially-immediate',
  DEFERRABLE: 'initially-immediate',
  'NOT DEFERRABLE': 'not-deferrable',
};

/** A class or an instance of Sequelize's `Deferrable`; both print themselves. */
function readDeferrable(deferrable: unknown): Deferrability | null {
  if (!deferrable) return 'not-deferrable';
  try {
    return DEFERRABLES[`${deferrable as string}`.trim().toUpperCase()] ?? null;
  } catch {
    return null;
  }
}
