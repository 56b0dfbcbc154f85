import { describe, expect, it } from '@jest/globals';
import { mysqlTypeChange } from '../../../lib/dialects/mysql/mysql.type-changes.js';
import { canonicalType, mysqlSpelling, statedType, typeSql } from '../../../lib/dialects/mysql/mysql.types.js';
import type { Column } from '../../../lib/schema/database-schema.js';

const spelling = mysqlSpelling({ own: { lowerCaseTableNames: '0' } });

describe('types', () => {
  it.each([
    // as Sequelize writes it, as MariaDB prints it, as MySQL 8 prints it, canonical
    ['INTEGER', 'int(11)', 'int', 'int'],
    ['INTEGER(5)', 'int(5)', 'int', 'int'],
    ['TINYINT(1)', 'tinyint(1)', 'tinyint(1)', 'tinyint(1)'],
    ['BOOLEAN', 'tinyint(1)', 'tinyint(1)', 'tinyint(1)'],
    ['TINYINT', 'tinyint(4)', 'tinyint', 'tinyint'],
    ['BIGINT UNSIGNED', 'bigint(20) unsigned', 'bigint unsigned', 'bigint unsigned'],
    ['INTEGER ZEROFILL', 'int(10) unsigned zerofill', 'int(10) unsigned zerofill', 'int(10) unsigned zerofill'],
    [
      'INTEGER(5) UNSIGNED ZEROFILL',
      'int(5) unsigned zerofill',
      'int(5) unsigned zerofill',
      'int(5) unsigned zerofill',
    ],
    ['DECIMAL', 'decimal(10,0)', 'decimal(10,0)', 'decimal(10,0)'],
    ['DECIMAL(10,2) UNSIGNED', 'decimal(10,2) unsigned', 'decimal(10,2) unsigned', 'decimal(10,2) unsigned'],
    ['DOUBLE PRECISION', 'double', 'double', 'double'],
    ['REAL', 'double', 'double', 'double'],
    ['FLOAT(11)', 'float', 'float', 'float'],
    ['FLOAT(30)', 'double', 'double', 'double'],
    ['FLOAT(11,2)', 'float(11,2)', 'float(11,2)', 'float(11,2)'],
    ['CHAR', 'char(1)', 'char(1)', 'char(1)'],
    ['CHAR(36) BINARY', 'char(36) binary', 'char(36) binary', 'char(36) binary'],
    ['DATETIME(3)', 'datetime(3)', 'datetime(3)', 'datetime(3)'],
    ['DATETIME(0)', 'datetime', 'datetime', 'datetime'],
    ['YEAR', 'year(4)', 'year', 'year'],
    ['GEOMETRYCOLLECTION', 'geometrycollection', 'geomcollection', 'geometrycollection'],
    ["ENUM('a', 'it\\'s')", "enum('a','it''s')", "enum('a','it''s')", "enum('a','it''s')"],
    ['JSON', 'json', 'json', 'json'],
  ])('%s is %s is %s', (written, mariadb, mysql, canonical) => {
    expect([written, mariadb, mysql].map((text) => canonicalType(text).text)).toEqual([
      canonical,
      canonical,
      canonical,
    ]);
    expect(canonicalType(written).recognised).toBe(true);
  });

  it('keeps a width for the statement, and what an enum holds apart from how it is written', () => {
    expect(typeSql(canonicalType('INTEGER(5)'))).toBe('int(5)');
    expect(canonicalType("ENUM('a,b', 'x\\\\y', \"q'\")").values).toEqual(['a,b', 'x\\y', "q'"]);
    expect(typeSql(canonicalType("ENUM('x\\\\y')"))).toBe("enum('x\\\\y')");
  });

  it('reads what people write after a type', () => {
    expect(statedType('DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP')).toEqual({
      type: { text: 'datetime', dimensions: 0, recognised: true },
      notNull: true,
      default: 'current_timestamp() on update current_timestamp()',
    });
    expect(statedType('INT GENERATED ALWAYS AS (`a` + 1) STORED').generated).toEqual({
      expression: 'a + 1',
      stored: true,
    });
    expect(statedType('VARCHAR(10) CHARACTER SET latin1').collation).toBe('latin1_swedish_ci');
    expect(canonicalType('VARCHAR2(10)').recognised).toBe(false);
  });
});

describe('names', () => {
  it('joins schema and table as Sequelize does', () => {
    const table = { tableName: 'users', schema: 'app', delimiter: '' };
    expect(spelling.table(table, 'shop')).toEqual({ schema: 'shop', name: 'app.users' });
    expect(spelling.table({ ...table, delimiter: '_' }, 'shop').name).toBe('app_users');
  });

  it('folds table names as lower_case_table_names says', () => {
    const names = ['0', '1', '2'].map((lowerCaseTableNames) => {
      const own = mysqlSpelling({ own: { lowerCaseTableNames } });
      return [own.table({ tableName: 'Users' }, 'shop').name, own.foldTable('Users')];
    });
    expect(names).toEqual([
      ['Users', 'Users'],
      ['users', 'users'],
      ['Users', 'users'],
    ]);
  });

  it('proposes a name where one is too long', () => {
    expect(spelling.whyNoName('x'.repeat(64))).toBeNull();
    expect(spelling.whyNoName('x'.repeat(65))).toMatch(/65 characters.*for instance x{40}_x{20} would do/);
  });
});

describe('changes of type', () => {
  const column = (text: string): Column => ({ name: 'c', nullable: true, type: canonicalType(text) });

  it.each([
    ['varchar(10)', 'varchar(20)', 'safe'],
    ['varchar(20)', 'varchar(10)', 'narrowing'],
    ['varchar(20)', 'text', 'safe-rewrite'],
    ['text', 'longtext', 'safe-rewrite'],
    ['longtext', 'text', 'narrowing'],
    ['text', 'varchar(255)', 'narrowing'],
    ['tinyint(1)', 'tinyint', 'safe'],
    ['tinyint', 'int', 'safe-rewrite'],
    ['int', 'bigint', 'safe-rewrite'],
    ['bigint', 'int', 'narrowing'],
    ['int', 'int unsigned', 'narrowing'],
    ['int unsigned', 'int', 'narrowing'],
    ['int unsigned', 'bigint', 'safe-rewrite'],
    ['decimal(5,2)', 'decimal(10,4)', 'safe-rewrite'],
    ['decimal(5,2)', 'decimal(5,4)', 'narrowing'],
    ['int', 'decimal(10,0)', 'safe-rewrite'],
    ['int', 'decimal(9,0)', 'narrowing'],
    ['float', 'double', 'safe-rewrite'],
    ['double', 'float', 'narrowing'],
    ['datetime', 'datetime(6)', 'safe-rewrite'],
    ['datetime(6)', 'datetime', 'narrowing'],
    ['date', 'datetime', 'safe-rewrite'],
    ['datetime', 'date', 'narrowing'],
    ['datetime', 'timestamp', 'narrowing'],
    ["enum('a')", "enum('a','b')", 'safe'],
    ["enum('a','c')", "enum('a','b','c')", 'safe-rewrite'],
    ["enum('a','b')", "enum('a')", 'narrowing'],
    ["enum('a','bb')", 'varchar(2)', 'safe-rewrite'],
    ["enum('a','bb')", 'varchar(1)', 'narrowing'],
    ['varchar(10)', "enum('a')", 'needs-conversion'],
    ["set('a')", "set('a','b')", 'safe'],
    ['varchar(10)', 'int', 'needs-conversion'],
    ['int', 'varchar(20)', 'narrowing'],
    ['varchar(36)', 'char(36) binary', 'narrowing'],
    ['varchar(10) binary', 'varchar(10)', 'safe-unless-indexed'],
    ['varbinary(10)', 'varbinary(20)', 'safe-rewrite'],
    ['binary(10)', 'binary(20)', 'narrowing'],
    ['json', 'longtext', 'safe-rewrite'],
    ['longtext', 'json', 'narrowing'],
    ['point', 'geometry', 'safe-rewrite'],
    ['geometry', 'point', 'narrowing'],
  ])('%s to %s: %s', (from, to, verdict) => {
    expect(mysqlTypeChange(column(from), column(to)).verdict).toBe(verdict);
  });
});
