import type { AutoIncrement, Column } from '../schema/database-schema.js';
import type { StatedType } from '../schema/spelling.js';
import type { DraftColumn, Findings } from './draft-table.js';
import { readDefault } from './read-default.js';
import { earlierColumns } from './renamed-from.js';
import { readType, type TypeContext } from './read-type.js';
import type { Attribute, ReadableModel } from './sequelize-models.js';

export interface ColumnSource {
  readonly model: ReadableModel;
  readonly attributeName: string;
  readonly attribute: Attribute;
}

/** One attribute as the column that raw Sequelize would create for it. */
export function readColumn(source: ColumnSource, context: TypeContext, findings: Findings): DraftColumn {
  const { model, attributeName, attribute } = source;
  const { spelling } = context;
  const field = attribute.field ?? attributeName;
  const name = spelling.identifier(field);
  const fault = (problem: string, remedy: string): void => {
    findings.faults.push({ model: model.name, attribute: attributeName, problem, remedy });
  };

  if (name === '') fault('its column has no name', 'Give it a field.');
  const noName = spelling.whyNoName(name);
  if (noName !== null) fault(`its column cannot be called "${name}": ${noName}`, 'Give it another field.');
  if (spelling.reservedColumns.has(name)) {
    fault(`every table has a system column "${name}" already`, 'Give it another field.');
  }
  const read = readType(attribute, field, context);
  const { stated } = read;
  if (read.fault) fault(read.fault.problem, read.fault.remedy);
  if (stated.unread !== undefined) {
    findings.notes.push(
      `${model.name}.${attributeName}: what its type says after the type is not managed: ${stated.unread}`,
    );
  }

  const { columnDefault: statedDefault, clientDefault } = readDefault(source, read, context, findings);
  const drawsFromOwnSequence = isOwnSequence(statedDefault?.sql, context.enumTable.tableName, field);
  const columnDefault = drawsFromOwnSequence ? undefined : statedDefault;
  const autoIncrement = autoIncrementOf(attribute, stated) ?? (drawsFromOwnSequence ? 'serial' : null);
  if (autoIncrement && !read.fault && !spelling.isInteger(stated.type)) {
    fault(`autoIncrement needs an integer type, not ${stated.type.text}`, 'Use DataTypes.INTEGER or BIGINT.');
  }
  const stateless = autoIncrement !== null || stated.generated !== undefined;
  if (columnDefault && autoIncrement) {
    fault('it has both autoIncrement and a defaultValue', 'Take one of them away.');
  }
  if (columnDefault && stated.generated) {
    fault('it is generated and has a defaultValue', 'Take the defaultValue away.');
  }

  const renamedFrom = earlierColumns(source, context, findings);
  const primaryKey = Boolean(attribute.primaryKey) || stated.primaryKey === true;
  const allowNull = Object.hasOwn(attribute, 'allowNull') ? Boolean(attribute.allowNull) : undefined;
  const column: Column = {
    name,
    type: stated.type,
    nullable: !(primaryKey || autoIncrement !== null || saysNotNull(stated) || allowNull === false),
    ...(stateless || columnDefault === undefined ? {} : { default: columnDefault }),
    ...(autoIncrement === null ? {} : { autoIncrement: { kind: autoIncrement } }),
    ...(stated.generated === undefined ? {} : { generated: stated.generated }),
    ...(stated.collation === undefined ? {} : { collation: stated.collation }),
    ...(stated.checks === undefined ? {} : { checks: stated.checks }),
    ...(stated.extras === undefined ? {} : { extras: stated.extras }),
    ...(spelling.comments.columns && typeof attribute.comment === 'string' && attribute.comment !== ''
      ? { comment: attribute.comment }
      : {}),
    ...(clientDefault === undefined ? {} : { clientDefault }),
    ...(renamedFrom.length === 0 ? {} : { renamedFrom }),
    attribute: `${model.name}.${attributeName}`,
  };
  return {
    column,
    model,
    attributeName,
    attribute,
    allowNull: stated.notNull === true ? false : allowNull,
    primaryKey,
    unique: attribute.unique === true || stated.unique === true,
    enumValues: read.enumValues,
  };
}

/** Also where it stands in what is not read: `VARCHAR(10) CONSTRAINT named NOT NULL`. */
function saysNotNull({ notNull, unread }: StatedType): boolean {
  return notNull === true || /\bnot\s+null\b/i.test(unread ?? '');
}

function autoIncrementOf(attribute: Attribute, stated: StatedType): AutoIncrement['kind'] | null {
  if (stated.autoIncrement !== undefined) return stated.autoIncrement;
  if (!attribute.autoIncrement) return null;
  return attribute.autoIncrementIdentity ? 'identity-by-default' : 'serial';
}

/**
 * Generators of models copy `nextval('users_id_seq'::regclass)` out of a database: that is what autoIncrement makes. A
 * sequence of another name is somebody's own.
 */
function isOwnSequence(sql: string | undefined, table: string, field: string): boolean {
  const match = /^nextval\('(?:"?[^".]+"?\.)?"?([^".]+)"?'(?:::regclass)?\)$/.exec(sql ?? '');
  return match?.[1] === `${table}_${field}_seq`;
}
