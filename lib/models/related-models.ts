import type { Model, ModelStatic } from 'sequelize';

type AnyModel = ModelStatic<Model>;

/** These models and all that their tables and associations need: targets, join tables, referenced tables. */
export function relatedModels(of: readonly AnyModel[], among: readonly AnyModel[]): ReadonlySet<AnyModel> {
  const found = new Set<AnyModel>();
  const waiting = [...of];
  for (let model = waiting.pop(); model; model = waiting.pop()) {
    if (found.has(model)) continue;
    found.add(model);
    waiting.push(...targetsOf(model), ...referencedBy(model, among));
  }
  return found;
}

function targetsOf(model: AnyModel): readonly AnyModel[] {
  return Object.values(model.associations).flatMap((association) => {
    const through = 'through' in association ? (association.through as { readonly model?: AnyModel }).model : undefined;
    return through ? [association.target, through] : [association.target];
  });
}

function referencedBy(model: AnyModel, among: readonly AnyModel[]): readonly AnyModel[] {
  const tables = Object.values(model.getAttributes()).flatMap(({ references }) => {
    if (!references) return [];
    return [tableKey(typeof references === 'string' ? references : (references.model as TableName))];
  });
  return among.filter((candidate) => tables.includes(tableKey(candidate.getTableName())));
}

type TableName = ReturnType<AnyModel['getTableName']>;

function tableKey(table: TableName): string {
  return typeof table === 'string'
    ? JSON.stringify(['', table])
    : JSON.stringify([table.schema ?? '', table.tableName]);
}
