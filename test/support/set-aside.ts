import type { Plan } from '../../lib/plan/plan.js';
import { partsOf } from '../../lib/compare/change.js';
import type { QualifiedName } from '../../lib/schema/database-schema.js';
import { listNames, type OracleCatalog, type OracleColumn, type OracleTable } from './database.js';

export interface Aside {
  /** Things keep the names that they have: definitions are compared, not names. */
  readonly names?: boolean;
  /** Takes out of a copy of either catalog what a person did by hand. */
  readonly from?: (catalog: OracleCatalog, side: 'actual' | 'wanted') => void;
}

/** A catalog without what the plan says is left over or held, so that the rest can be compared with one from scratch. */
export function setAside(
  catalog: OracleCatalog,
  plan: Plan,
  aside: Aside = {},
  side: 'actual' | 'wanted' = 'actual',
): unknown {
  const copy = structuredClone(catalog);
  if (side === 'actual') removeLeftovers(copy, plan);
  removeDefinitions(copy, plan);
  removeHeld(copy, plan);
  removeUnknowns(copy, plan);
  aside.from?.(copy, side);
  removeUnusedEnums(copy);
  return aside.names ? withoutNames(copy) : copy;
}

/** Where a database has no schemas of its own the oracle has the tables by their bare names. */
function ownerIn({ tables }: OracleCatalog, { schema, name }: QualifiedName): OracleTable | undefined {
  return tables[`${schema}.${name}`] ?? tables[name];
}

function removeLeftovers(catalog: OracleCatalog, plan: Plan): void {
  for (const { kind, table, name, detail } of plan.leftovers) {
    const owner = ownerIn(catalog, table);
    if (kind === 'enum-value') {
      const values = catalog.enums[`${table.schema}.${table.name}`];
      values?.splice(values.indexOf(name), 1);
      removeEnumValue(owner, name, detail);
    } else if (owner === undefined) continue;
    else if (kind === 'column') {
      delete owner.columns[name];
      removeSequences(catalog, table.name, name);
      // What stands on it is left over with it, and has no name of its own where servers give none.
      removeConstraints(owner, (definition) => mentions(definition, name));
    } else {
      const isNamed = name in owner.constraints || name in owner.indexes;
      delete owner.constraints[name];
      delete owner.indexes[name];
      // Where servers give no names, it is known by what it does.
      if (isNamed) continue;
      if (kind === 'foreign-key') {
        removeConstraints(owner, (definition) =>
          definition.startsWith(`FOREIGN KEY ${detail.split(' references')[0]}`),
        );
      }
      if (kind === 'unique') removeConstraints(owner, (definition) => definition === detail);
    }
  }
}

/** Where an enum is written in the type of its column, a value that is left over stands there. */
function removeEnumValue(owner: OracleTable | undefined, value: string, detail: string): void {
  const name = Object.keys(owner?.columns ?? {}).find((column) => detail === `a value of ${column}`);
  const column = name === undefined ? undefined : owner?.columns[name];
  if (owner === undefined || name === undefined || column === undefined) return;
  const quoted = `'${value.replaceAll("'", "''")}'`;
  const type = column.type.replace(quoted, '').replace(',,', ',').replace('(,', '(').replace(',)', ')');
  owner.columns[name] = { ...column, type };
}

/** The server's line for a column says again what was set aside of it. */
function removeDefinitions(catalog: OracleCatalog, plan: Plan): void {
  for (const { kind, table, detail } of plan.leftovers) {
    if (kind !== 'enum-value') continue;
    for (const [name, column] of Object.entries(ownerIn(catalog, table)?.columns ?? {})) {
      if (detail === `a value of ${name}`) delete (column as { definition?: string }).definition;
    }
  }
}

function mentions(definition: string, column: string): boolean {
  const list = /^(?:UNIQUE|INDEX|PRIMARY KEY|FOREIGN KEY) \(([^)]*)\)/.exec(definition)?.[1] ?? '';
  return list.split(', ').some((part) => part.replace(/ (?:COLLATE|DESC).*$/, '') === listNames([column]));
}

function removeSequences(catalog: OracleCatalog, table: string, column: string): void {
  for (const [name, text] of Object.entries(catalog.sequences)) {
    if (text.endsWith(` OWNED BY ${table}.${column}`)) delete catalog.sequences[name];
  }
}

function removeHeld(catalog: OracleCatalog, plan: Plan): void {
  const held = plan.statements.filter((statement) => statement.held);
  for (const change of held.flatMap((statement) => partsOf(statement.change))) {
    if (!('table' in change) || change.kind === 'create-table') continue;
    const owner = ownerIn(catalog, change.table);
    if (owner === undefined) continue;
    switch (change.kind) {
      case 'alter-column':
        if (change.aspect.name === 'nullable') forgetNull(owner, change.column);
        else if (change.aspect.name === 'default') forget(owner, change.column, 'default');
        else delete owner.columns[change.column];
        if (change.aspect.name !== 'nullable') removeSequences(catalog, change.table.name, change.column);
        break;
      case 'add-unique':
        removeConstraints(owner, (definition) => definition === `UNIQUE (${listNames(change.unique.columns)})`);
        break;
      case 'add-index':
        delete owner.indexes[change.index.name];
        break;
      case 'replace-index':
        delete owner.indexes[change.to.name];
        break;
      case 'add-foreign-key':
        removeKeys(owner, change.foreignKey.columns);
        // The index that some servers make for it.
        removeConstraints(owner, (definition) => definition === `INDEX (${listNames(change.foreignKey.columns)})`);
        break;
      case 'replace-foreign-key':
        removeKeys(owner, change.to.columns);
        break;
      case 'set-primary-key':
        removeConstraints(owner, (definition) => definition.startsWith('PRIMARY KEY'));
        for (const column of [...change.to.columns, ...(change.from?.columns ?? [])]) forget(owner, column, 'nullable');
        break;
      default:
        break;
    }
  }
}

function removeUnknowns(catalog: OracleCatalog, plan: Plan): void {
  for (const { table, name } of plan.unknowns) {
    const owner = ownerIn(catalog, table);
    delete owner?.columns[name];
    delete owner?.indexes[name];
  }
}

function forget(owner: OracleTable, column: string, field: 'nullable' | 'default'): void {
  const found = owner.columns[column] as { -readonly [Key in keyof OracleColumn]?: OracleColumn[Key] } | undefined;
  delete found?.[field];
  delete found?.definition;
}

/** What may be NULL has NULL for its default on some servers, and says so. */
function forgetNull(owner: OracleTable, column: string): void {
  const found = owner.columns[column];
  forget(owner, column, 'nullable');
  if (found?.default === 'NULL') Object.assign(found, { default: null });
}

function removeKeys(owner: OracleTable, columns: readonly string[]): void {
  removeConstraints(owner, (definition) => definition.startsWith(`FOREIGN KEY (${listNames(columns)})`));
}

/** A constraint and its index have one name; some servers know uniques as indexes only. */
function removeConstraints(owner: OracleTable, fits: (definition: string) => boolean): void {
  for (const [name, definition] of Object.entries({ ...owner.indexes, ...owner.constraints })) {
    if (!fits(definition)) continue;
    delete owner.constraints[name];
    delete owner.indexes[name];
  }
}

/** The type of a left-over column stays with it. */
function removeUnusedEnums(catalog: OracleCatalog): void {
  const types = Object.values(catalog.tables).flatMap(({ columns }) => Object.values(columns).map(({ type }) => type));
  for (const name of Object.keys(catalog.enums)) {
    const bare = name.slice(name.indexOf('.') + 1);
    if (!types.some((type) => type.replaceAll('"', '').replaceAll('[]', '').split('.').at(-1) === bare)) {
      delete catalog.enums[name];
    }
  }
}

function withoutNames(catalog: OracleCatalog): unknown {
  const definitions = (items: Record<string, string>): string[] =>
    Object.values(items)
      .map((definition) => definition.replace(/ INDEX \S+ ON /, ' INDEX ON '))
      .sort();
  return {
    enums: Object.values(catalog.enums)
      .map((values) => values.join())
      .sort(),
    sequences: Object.values(catalog.sequences).sort(),
    tables: Object.fromEntries(
      Object.entries(catalog.tables).map(([name, table]) => [
        name,
        { ...table, constraints: definitions(table.constraints), indexes: definitions(table.indexes) },
      ]),
    ),
  };
}
