import type { ColumnType, EnumType } from '../schema/database-schema.js';
import type { Spelling, StatedType, WrittenTable } from '../schema/spelling.js';
import { type Attribute, errorText, isRecord, type SequelizeView } from './sequelize-models.js';

export interface ReadType {
  readonly stated: StatedType;
  /** The values of the enum that the column makes. */
  readonly enumValues?: readonly string[];
  readonly fault?: { readonly problem: string; readonly remedy: string };
}

export interface TypeContext {
  readonly view: SequelizeView;
  readonly spelling: Spelling;
  /** Table and schema as Sequelize joins them to the name of an enum type. */
  readonly enumTable: WrittenTable;
  readonly enums: ReadonlyMap<string, EnumType>;
}

/** The type that raw Sequelize would write for an attribute, and what is wrong with it. */
export function readType(attribute: Attribute, column: string, context: TypeContext): ReadType {
  const values = enumValuesOf(attribute, context.view);
  if (values !== null) return readEnum(values.list, values.dimensions, column, context);
  const { type } = attribute;
  let text: unknown;
  try {
    text =
      typeof type === 'string'
        ? type
        : String(CHANGES_ITSELF.has(keyOf(type)) || !SEQUELIZE_KEYS.has(keyOf(type)) ? copyOf(type) : type);
  } catch (error) {
    return faulty(
      '',
      `its type cannot be written as SQL (${errorText(error)})`,
      'Check the arguments of its DataTypes call.',
    );
  }
  if (typeof text !== 'string' || text === '' || text === 'undefined' || text.startsWith('undefined[')) {
    return faulty('', 'its type cannot be written as SQL', 'Check the arguments of its DataTypes call.');
  }
  const stated = context.spelling.type(text);
  if (stated.type.recognised) return { stated };
  if (typeof type === 'string') return { stated: { ...stated, type: madeByModels(stated, context) ?? stated.type } };
  const key = innermostKey(type);
  if (!SEQUELIZE_KEYS.has(key)) return { stated };
  return faulty(
    text,
    `DataTypes.${keyOf(type)} is no type of this database (it would be written as ${text})`,
    remedyFor(key),
  );
}

/** `"enum_Expenses_type"[]`: a type by name that another column makes. */
function madeByModels(stated: StatedType, { spelling, enums }: TypeContext): ColumnType | null {
  const { named } = stated;
  if (named === undefined) return null;
  const found = [...enums.values()].filter(
    (type) => type.name === named.name && (named.schema === undefined || named.schema === type.schema),
  );
  const [only] = found;
  return found.length === 1 && only
    ? spelling.enumReference({ schema: only.schema, name: only.name }, stated.type.dimensions)
    : null;
}

function faulty(text: string, problem: string, remedy: string): ReadType {
  return { stated: { type: { text, dimensions: 0, recognised: false } }, fault: { problem, remedy } };
}

/** The values of ENUM and ARRAY(ENUM), also where the type is the text `ENUM('a', 'b')`. */
export function enumValuesOf(
  attribute: Attribute,
  { classes }: SequelizeView,
): { readonly list: readonly unknown[]; readonly dimensions: number } | null {
  const { type, values } = attribute;
  const { ENUM, ARRAY } = classes.DataTypes;
  if (typeof type === 'string') {
    const match = /^\s*enum\s*\(([\s\S]*)\)\s*(\[\s*\])?\s*$/i.exec(type);
    if (!match) return null;
    const list = [...(match[1] ?? '').matchAll(/'((?:[^']|'')*)'/g)].map(([, value = '']) =>
      value.replaceAll("''", "'"),
    );
    return { list, dimensions: match[2] === undefined ? 0 : 1 };
  }
  const key = keyOf(type);
  // Asking an invokable class whether something is its instance is slow; the key of Sequelize's own types tells as much.
  if (SEQUELIZE_KEYS.has(key) && key !== 'ENUM' && key !== 'ARRAY') return null;
  const isArray = type instanceof ARRAY;
  const inner = isArray ? (type as { readonly type?: unknown }).type : type;
  if (!(inner instanceof ENUM)) return null;
  const own = (inner as { readonly values?: readonly unknown[] }).values;
  return { list: own ?? values ?? [], dimensions: isArray ? 1 : 0 };
}

function readEnum(list: readonly unknown[], dimensions: number, column: string, context: TypeContext): ReadType {
  const { spelling, enumTable } = context;
  const enumValues = list.map(String);
  const stated = { type: spelling.enumType(enumTable, column, { values: enumValues, dimensions }) };
  const fault = enumFault(list, spelling.longestEnumValue);
  return { stated, enumValues, ...(fault === null ? {} : { fault }) };
}

function enumFault(list: readonly unknown[], longest: number): ReadType['fault'] | null {
  if (list.length === 0) return { problem: 'its ENUM has no values', remedy: "Write DataTypes.ENUM('a', 'b')." };
  const odd = list.find((value) => typeof value !== 'string');
  if (odd !== undefined) {
    return {
      problem: `its ENUM has the value ${JSON.stringify(odd)}, which is no text`,
      remedy: 'Write all values as strings.',
    };
  }
  const texts = list.map(String);
  const twice = texts.find((value, position) => texts.indexOf(value) !== position);
  if (twice !== undefined)
    return { problem: `its ENUM has the value '${twice}' twice`, remedy: 'Name each value once.' };
  const long = texts.find((value) => Buffer.byteLength(value) > longest);
  if (long !== undefined) {
    return {
      problem: `its ENUM has a value of more than ${longest} bytes: '${long}'`,
      remedy: 'Shorten it, or use DataTypes.TEXT.',
    };
  }
  return null;
}

/** These forget options that the database does not have while they print. */
const CHANGES_ITSELF = new Set(['TEXT', 'BLOB', 'ARRAY']);

function copyOf(type: unknown): unknown {
  if (!isRecord(type)) return type;
  const copy = Object.create(Object.getPrototypeOf(type) as object) as Record<string, unknown>;
  Object.assign(copy, type);
  if (isRecord(copy['options'])) copy['options'] = { ...copy['options'] };
  if (isRecord(copy['type'])) copy['type'] = copyOf(copy['type']);
  return copy;
}

function keyOf(type: unknown): string {
  const { key } = (isRecord(type) || typeof type === 'function' ? type : {}) as { readonly key?: unknown };
  return typeof key === 'string' ? key : 'ABSTRACT';
}

function innermostKey(type: unknown): string {
  const inner = isRecord(type) && keyOf(type) === 'ARRAY' ? type['type'] : undefined;
  return inner === undefined ? keyOf(type) : innermostKey(inner);
}

/** Types of Sequelize itself: when the server does not know one of them, nothing else will. */
const SEQUELIZE_KEYS = new Set(
  (
    'ABSTRACT STRING CHAR TEXT NUMBER TINYINT SMALLINT MEDIUMINT INTEGER BIGINT FLOAT TIME DATE DATEONLY BOOLEAN NOW BLOB ' +
    'DECIMAL NUMERIC UUID UUIDV1 UUIDV4 HSTORE JSON JSONB ARRAY ENUM RANGE REAL DOUBLE GEOMETRY GEOGRAPHY CIDR INET MACADDR ' +
    'CITEXT TSVECTOR'
  )
    .split(' ')
    .concat('DOUBLE PRECISION'),
);

function remedyFor(key: string): string {
  return REMEDIES[key] ?? 'Use another DataTypes, or name the type of the database as a string.';
}

const REMEDIES: Readonly<Record<string, string>> = {
  NUMBER: 'Use DataTypes.INTEGER, BIGINT, DECIMAL or DOUBLE.',
  TINYINT: 'Use DataTypes.SMALLINT, or BOOLEAN.',
  MEDIUMINT: 'Use DataTypes.INTEGER.',
  UUIDV1: 'Write type: DataTypes.UUID with defaultValue: DataTypes.UUIDV1.',
  UUIDV4: 'Write type: DataTypes.UUID with defaultValue: DataTypes.UUIDV4.',
  NOW: 'Write type: DataTypes.DATE with defaultValue: DataTypes.NOW.',
  ENUM: 'Sequelize makes no enum type here: use ARRAY(ENUM), or TEXT.',
  DATE: "Sequelize does not know this type inside nested arrays: write the type as a string, 'TIMESTAMP WITH TIME ZONE[][]'.",
  BOOLEAN: "Sequelize does not know this type inside nested arrays: write the type as a string, 'BOOLEAN[][]'.",
  ABSTRACT: 'Give the custom type a toSql() that returns a type of the database.',
};
