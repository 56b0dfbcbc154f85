import type { Change } from '../../compare/change.js';

/**
 * What InnoDB makes by copying the table; indexes, uniques and NOT NULL it makes while others write:
 * https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html
 */
export function mysqlBlocks(change: Change): { readonly what: string; readonly instead: string } | null {
  switch (change.kind) {
    case 'add-foreign-key':
    case 'replace-foreign-key':
      return { what: 'writes', instead: 'Choose a quiet moment: the server copies the table to add a foreign key.' };
    case 'add-column':
      return change.column.generated?.stored === true || change.column.autoIncrement
        ? { what: 'writes', instead: 'Choose a quiet moment: the server copies the table to fill the column.' }
        : null;
    default:
      return null;
  }
}
