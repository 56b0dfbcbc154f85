import { findRenames, renamedSchema, type RenameConflict, tableBefore } from './compare/find-renames.js';
import type { Catalog, Dialect, Session } from './dialects/dialect.js';
import { InvalidModelsError, type ModelFault } from './models/model-faults.js';
import type { Renaming } from './plan/table-to-alter.js';
import type { TableProbe } from './schema/answers.js';
import type { DatabaseSchema, QualifiedName } from './schema/database-schema.js';
import { sameName } from './schema/qualified-name.js';
import type { RenameNames } from './schema/renaming.js';
import type { Spelling } from './schema/spelling.js';

/** How names stand in the SQL of this server. */
export function renameNames(dialect: Pick<Dialect, 'quote'>, spelling: Spelling): RenameNames {
  return {
    quote: (name) => dialect.quote(name),
    fold: spelling.fold,
    canonical: spelling.expression,
    enumReference: spelling.enumReference,
  };
}

/**
 * What the models say was called otherwise, and is there under that name. force renames nothing: it makes the tables as the
 * models say.
 *
 * @throws InvalidModelsError where both names are there
 */
export function renamingOf(
  { schema, enumsUsedElsewhere }: Catalog,
  wanted: DatabaseSchema,
  { dialect, probeAll: isForce }: { readonly dialect: Pick<Dialect, 'quote'>; readonly probeAll: boolean },
  spelling: Spelling,
): Renaming {
  if (isForce) return { catalog: schema, renames: [] };
  const { renames, conflicts } = findRenames(schema, wanted, {
    ...renameNames(dialect, spelling),
    foldTable: spelling.foldTable,
    enumName: (tableName, column) => spelling.enumType({ tableName }, column, { values: [], dimensions: 0 }).enum?.name,
    enumsUsedElsewhere,
  });
  if (conflicts.length > 0) throw new InvalidModelsError(conflicts.map((conflict) => faultOf(conflict, dialect)));
  return { catalog: schema, renames };
}

function faultOf(conflict: RenameConflict, dialect: Pick<Dialect, 'quote'>): ModelFault {
  const { attribute, table, wanted, isThere, earlier, kind, models } = conflict;
  const [model, property] = attribute?.split('.') ?? [];
  const place = { model: model ?? models.join(' and '), ...(property === undefined ? {} : { attribute: property }) };
  const old = earlier.map((name) => (kind === 'table' ? `the table ${name}` : `the column ${table.name}.${name}`));
  const own = kind === 'table' ? `the table ${wanted}` : `the column ${table.name}.${wanted}`;
  const both = [...(isThere ? [own] : []), ...old].join(' and ');
  const [first] = earlier;
  const [to, from, of] = [wanted, first ?? '', table].map((name) => dialect.quote(name));
  const empty =
    kind === 'table'
      ? `If ${wanted} is empty, drop it (DROP TABLE ${of};) and start again: ${first} is renamed then.`
      : `If ${wanted} is NULL everywhere, drop it (ALTER TABLE ${of} DROP COLUMN ${to};) and start again: ${first} is renamed then. ` +
        `Else bring the values together (UPDATE ${of} SET ${to} = ${from} WHERE ${to} IS NULL;).`;
  return {
    ...place,
    problem: `it is renamed from ${earlier.join(' or ')}, and the database has ${both}: which of them holds the data, nobody can tell`,
    remedy: `${isThere ? `${empty} ` : ''}When ${isThere ? wanted : 'one of them'} is the right one, take renamedFrom away${isThere ? '' : ' for the others'}.`,
  };
}

/** The catalog as it will be: everything after this is said in the new names. */
export function afterRenames(catalog: Catalog, { renames }: Renaming, names: RenameNames): Catalog {
  if (renames.length === 0) return catalog;
  return {
    ...catalog,
    schema: renamedSchema(catalog.schema, renames, names),
    incoming: renames.reduce(
      (keys, rename): Catalog['incoming'] =>
        keys.map((key) => {
          if (rename.kind === 'rename-table')
            return sameName(key.target, rename.from) ? { ...key, target: rename.table } : key;
          if (!sameName(key.target, rename.table)) return key;
          const { from, to } = rename;
          return { ...key, targetColumns: key.targetColumns.map((column) => (column === from ? to : column)) };
        }),
      catalog.incoming,
    ),
  };
}

/** Looks for rows under the old names, which the server still has. */
export async function probe(
  session: Session,
  dialect: Dialect,
  tables: readonly QualifiedName[],
  { renames }: Renaming,
): Promise<readonly TableProbe[]> {
  const probes = await dialect.probeTables(
    session,
    tables.map((table) => tableBefore(table, renames)),
  );
  if (renames.length === 0) return probes;
  return probes.map((found) => {
    const asked = tables.find((table) => sameName(tableBefore(table, renames), found));
    return asked === undefined ? found : { ...found, schema: asked.schema, name: asked.name };
  });
}
