import type { Table, TableKind } from '../../schema/database-schema.js';
import type { Facts } from '../../schema/facts.js';
import { byName } from '../../schema/qualified-name.js';
import type { Catalog, CatalogScope, IncomingForeignKey, Session } from '../dialect.js';
import { columnOf, type Flavour, type OwnCheck } from './mysql.catalog.columns.js';
import type { ColumnRow, ForeignKeyRow, IndexRow, TableRow } from './mysql.catalog.rows.js';
import { COLUMNS, FOREIGN_KEYS, INDEXES, TABLES } from './mysql.catalog.sql.js';
import { foreignKeysOf, groupBy, indexesOf, inOrder } from './mysql.catalog.tables.js';
import { canonicalExpression } from './mysql.expressions.js';
import { missingGrant, readSight, type Sight } from './mysql.grants.js';

/** Reads everything about the tables of the scope: four queries, whatever their number. Never writes. */
export async function readMysqlCatalog(session: Session, scope: CatalogScope, facts: Facts): Promise<Catalog> {
  const rows = await session.query<TableRow>(TABLES);
  if (scope.tables.length === 0) return nothing(facts);
  const columns = groupBy(await session.query<ColumnRow>(COLUMNS), ({ tab }) => tab);
  const indexes = groupBy(await session.query<IndexRow>(INDEXES), ({ tab }) => tab);
  const keys = groupBy(await session.query<ForeignKeyRow>(FOREIGN_KEYS), ({ tab }) => tab);
  const checks = groupBy(
    rows.filter(({ what }) => what === 'check'),
    ({ tab }) => tab,
  );

  const schema = facts.schema ?? '';
  const fold = foldOf(facts);
  const wanted = new Set(scope.tables.filter((table) => table.schema === schema).map((table) => fold(table.name)));
  const isInScope = ({ tab }: TableRow): boolean => wanted.has(fold(tab));
  const found = rows.filter((row) => row.what === 'table' && row.name !== 'TEMPORARY');
  const tables = found.filter(isInScope).map((row): Table => {
    const table = { schema, name: row.tab, collation: row.detail };
    const foreignKeys = foreignKeysOf(keys.get(row.tab) ?? [], schema);
    const ownChecks = (checks.get(row.tab) ?? []).filter(({ detail }) => detail?.toLowerCase() === 'column');
    const flavour = facts.own['flavour'] as Flavour;
    return {
      schema,
      name: row.tab,
      kind: KINDS[row.name] ?? 'foreign-table',
      columns: inOrder(columns.get(row.tab) ?? []).map((column) =>
        columnOf(column, { flavour, table, checks: checksOf(column, ownChecks) }),
      ),
      uniques: [],
      ...indexesOf(indexes.get(row.tab) ?? [], foreignKeys),
      foreignKeys,
      comment: row.text === null || row.text === '' || row.name !== 'BASE TABLE' ? null : row.text,
    };
  });
  const incoming = found
    .filter((row) => !isInScope(row))
    .flatMap((row) =>
      foreignKeysOf(keys.get(row.tab) ?? [], schema).map((key) => ({ ...key, from: { schema, name: row.tab } })),
    )
    .filter(({ target }) => target.schema === schema && wanted.has(fold(target.name)))
    .map(({ name, from, columns: own, target, targetColumns }): IncomingForeignKey => ({
      name: name ?? '',
      from,
      columns: own,
      target,
      targetColumns,
    }));
  return {
    ...(await withSight(session, tables, scope, facts)),
    incoming,
    enumsUsedElsewhere: [],
    remains: [],
  };
}

const KINDS: Readonly<Record<string, TableKind>> = {
  'BASE TABLE': 'table',
  'SYSTEM VERSIONED': 'table',
  VIEW: 'view',
  'SYSTEM VIEW': 'view',
};

function foldOf({ own }: Facts): (name: string) => string {
  return own['lowerCaseTableNames'] === '0' ? (name) => name : (name) => name.toLowerCase();
}

function nothing({ schema }: Facts): Catalog {
  return {
    schema: { schemas: schema === null ? [] : [schema], tables: [], enums: [] },
    incoming: [],
    enumsUsedElsewhere: [],
    remains: [],
  };
}

/** MariaDB calls the check of a column by the column's name. */
function checksOf({ name }: ColumnRow, checks: readonly TableRow[]): readonly OwnCheck[] {
  return checks
    .filter((check) => check.name.toLowerCase() === name.toLowerCase())
    .map((check) => ({ name: check.name, expression: canonicalExpression(check.text ?? '') }));
}

/** What is not listed may be hidden: then nobody can say that it is missing. */
async function withSight(
  session: Session,
  tables: readonly Table[],
  scope: CatalogScope,
  facts: Facts,
): Promise<Pick<Catalog, 'schema' | 'notes'>> {
  const schemas = facts.schema === null ? [] : [facts.schema];
  const fold = foldOf(facts);
  const listed = new Set(tables.map(({ name }) => fold(name)));
  const missing = scope.tables.filter(({ name }) => !listed.has(fold(name)));
  const isPartial = facts.own['partialGrants'] !== '0';
  const hidesActions = tables.some(({ foreignKeys }) => foreignKeys.some((key) => key.hidesActions));
  const asks = missing.length > 0 || isPartial;
  const sight: Sight | null = asks ? await readSight(session, facts) : null;
  // MariaDB shows no CHECK to who has rights on single tables only, and a change would lose what is not said again.
  const isWhole = (table: Table): boolean =>
    sight === null || (facts.own['flavour'] === 'mariadb' ? sight.ofMissingTables : sight.ofAllColumns(table));
  const seen = tables.filter(isWhole);
  const hidden = [
    ...(sight === null || sight.ofMissingTables ? [] : missing),
    ...tables.filter((table) => !seen.includes(table)).map(({ schema, name }) => ({ schema, name })),
  ];
  const isLimited = hidden.length > 0 || hidesActions;
  return {
    schema: {
      schemas,
      tables: [...seen].sort(byName),
      enums: [],
      ...(hidden.length === 0 ? {} : { hidden: [...hidden].sort(byName) }),
    },
    ...(isLimited
      ? {
          notes: [
            `${facts.user} may not see everything in ${facts.database}, so that some things are unknown, not missing. ` +
              `To see them: ${missingGrant(facts)}`,
          ],
        }
      : {}),
  };
}
