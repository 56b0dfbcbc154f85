import { DataTypes } from 'sequelize';
import { type ModelCase, one } from './model-case.js';

export const enumCases: readonly ModelCase[] = [
  one('enums', ({ isMysql }) => ({
    plain: DataTypes.ENUM('a', 'b'),
    byValues: { type: DataTypes.ENUM, values: ['x', 'y'] },
    byOption: { type: DataTypes.ENUM({ values: ['x', 'y'] }) },
    byList: { type: (DataTypes.ENUM as unknown as (values: string[]) => never)(['x', 'y']) },
    quotes: { type: DataTypes.ENUM("it's", '"quoted"', "''"), defaultValue: "it's" },
    commas: { type: DataTypes.ENUM('a,b', 'c, d', ','), defaultValue: 'c, d' },
    spaces: { type: DataTypes.ENUM(' a', 'b ', 'c d', '\t'), defaultValue: ' a' },
    unicode: { type: DataTypes.ENUM('ä', '日本', '🙂'), defaultValue: '日本' },
    braces: { type: DataTypes.ENUM('{}', '[a]', '(b)', '{"c"}'), defaultValue: '{}' },
    backslash: { type: DataTypes.ENUM('a\\b', '\\', 'c\\n'), defaultValue: 'a\\b' },
    words: { type: DataTypes.ENUM('NULL', isMysql ? 'no' : 'null', 'true', 'NOT NULL', 'a;b'), defaultValue: 'NULL' },
    numbers: { type: DataTypes.ENUM('1', '2', '10'), defaultValue: '10' },
    empty: { type: DataTypes.ENUM('', 'a'), defaultValue: '' },
    longest: { type: DataTypes.ENUM('x'.repeat(63), 'y') },
    required: { type: DataTypes.ENUM('a', 'b'), allowNull: false, defaultValue: 'a' },
  })),
  one(
    'P7 enums of words',
    () => ({
      words: { type: DataTypes.ENUM('PRIMARY KEY', 'a COMMENT x', 'REFERENCES', ')'), defaultValue: 'PRIMARY KEY' },
      list: { type: DataTypes.ARRAY(DataTypes.ENUM('PRIMARY KEY', ',', ')')), defaultValue: ['PRIMARY KEY', ','] },
    }),
    { oracle: 'none' },
  ),
  one('P15 arrays of enums', () => ({
    plain: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')) },
    filled: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: ['a', 'b'] },
    empty: { type: DataTypes.ARRAY(DataTypes.ENUM('a', 'b')), defaultValue: [] },
    odd: { type: DataTypes.ARRAY(DataTypes.ENUM("it's", 'c d', '{}')), defaultValue: ["it's", 'c d', '{}'] },
    required: { type: DataTypes.ARRAY(DataTypes.ENUM('a')), allowNull: false, defaultValue: [] },
    byValues: { type: DataTypes.ARRAY(DataTypes.ENUM({ values: ['a', 'b'] })) },
  })),
  one('P57 a type of another column', () => ({
    kind: DataTypes.ENUM('a', 'b'),
    kinds: { type: '"enum_P57_a_type_of_another_columns_kind"[]' },
    again: { type: '"enum_P57_a_type_of_another_columns_kind"' },
  })),
];
