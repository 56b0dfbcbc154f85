import type { Plan } from '../../lib/plan/plan.js';
import { listNames, type OracleCatalog, type OracleTable } from './database.js';

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
  removeHeld(copy, plan);
  removeUnknowns(copy, plan);
  aside.from?.(copy, side);
  removeUnusedEnums(copy);
  return aside.names ? withoutNames(copy) : copy;
}

function removeLeftovers(catalog: OracleCatalog, plan: Plan): void {
  for (const { kind, table, name } of plan.leftovers) {
    const owner = catalog.tables[`${table.schema}.${table.name}`];
    if (kind === 'enum-value') {
      const values = catalog.enums[`${table.schema}.${table.name}`];
      values?.splice(values.indexOf(name), 1);
    } else if (owner === undefined) continue;
    else if (kind === 'column') {
      delete owner.columns[name];
      removeSequences(catalog, table.name, name);
    } else {
      delete owner.constraints[name];
      delete owner.indexes[name];
    }
  }
}

function removeSequences(catalog: OracleCatalog, table: string, column: string): void {
  for (const [name, text] of Object.entries(catalog.sequences)) {
    if (text.endsWith(` OWNED BY ${table}.${column}`)) delete catalog.sequences[name];
  }
}

function removeHeld(catalog: OracleCatalog, plan: Plan): void {
  for (const { change, held } of plan.statements) {
    if (!held || !('table' in change) || change.kind === 'create-table') continue;
    const owner = catalog.tables[`${change.table.schema}.${change.table.name}`];
    if (owner === undefined) continue;
    switch (change.kind) {
      case 'alter-column':
        if (change.aspect.name === 'nullable') forget(owner, change.column, 'nullable');
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
    const owner = catalog.tables[`${table.schema}.${table.name}`];
    delete owner?.columns[name];
    delete owner?.indexes[name];
  }
}

function forget(owner: OracleTable, column: string, field: 'nullable' | 'default'): void {
  delete (owner.columns[column] as Partial<OracleTable['columns'][string]> | undefined)?.[field];
}

function removeKeys(owner: OracleTable, columns: readonly string[]): void {
  removeConstraints(owner, (definition) => definition.startsWith(`FOREIGN KEY (${listNames(columns)})`));
}

function removeConstraints(owner: OracleTable, fits: (definition: string) => boolean): void {
  for (const [name, definition] of Object.entries(owner.constraints)) {
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
