import type { Index } from '../schema/database-schema.js';
import { keyOf } from '../schema/qualified-name.js';
import type { Spelling } from '../schema/spelling.js';
import type { DraftTable, Findings } from './draft-table.js';

/**
 * The indexes of a table without those that its constraints already are: Sequelize looks at the names after it has created
 * the table, and generators of models write `users_pkey` and `users_email_key` into `indexes`.
 */
export function withoutConstraintIndexes(table: DraftTable, spelling: Spelling): readonly Index[] {
  const { constraintNames } = spelling;
  const taken = new Set(table.uniques.map((unique) => constraintNames.unique(table, unique.columns)));
  if (table.primaryKey.length > 0) taken.add(constraintNames.primaryKey(table));
  return table.indexes.filter((index) => !taken.has(index.name));
}

/** Two things of one name in one room of names cannot be: tables and indexes of a schema, or the indexes of a table. */
export function findClaimedNames(tables: readonly DraftTable[], spelling: Spelling, findings: Findings): void {
  const claims = new Map<string, string>();
  const claim = (schema: string, name: string, what: string, models: string): void => {
    const key = keyOf({ schema, name: spelling.fold(name) });
    const earlier = claims.get(key);
    if (earlier === undefined) claims.set(key, what);
    else {
      findings.faults.push({
        model: models,
        problem: `${what} and ${earlier} have one name in the ${spelling.indexNamesAreUniqueIn} ${schema}: ${name}`,
        remedy:
          Buffer.byteLength(name) >= 63
            ? 'Names are cut to 63 bytes: give one of them a shorter name of its own.'
            : 'Give one of them a name of its own.',
      });
    }
  };
  const modelsOf = (table: DraftTable): string => table.models.map((model) => model.name).join(' and ');
  const isOneRoom = spelling.indexNamesAreUniqueIn === 'schema';
  for (const table of isOneRoom ? tables : []) {
    claim(table.schema, table.name, `the table ${table.name}`, modelsOf(table));
  }
  for (const table of tables) {
    for (const index of table.indexes) {
      claim(
        isOneRoom ? table.schema : table.name,
        index.name,
        `an index of ${modelsOf(table)} over ${describe(index)}`,
        modelsOf(table),
      );
    }
  }
}

/** Columns of one table, and tables, whose names the server does not tell apart. */
export function findNamesAlike(tables: readonly DraftTable[], spelling: Spelling, { faults }: Findings): void {
  for (const table of tables) {
    for (const [one, other] of pairsAlike(table.columns, ({ column }) => spelling.fold(column.name))) {
      const models = new Set([one.model.name, other.model.name]);
      faults.push({
        model: [...models].join(' and '),
        problem: `${one.column.name} and ${other.column.name} are one name to this server, and both are columns of ${table.name}`,
        remedy: 'Write both in the same way, or give one of them another field.',
      });
    }
  }
  // Where tables share a room with indexes that was looked for already.
  if (spelling.indexNamesAreUniqueIn === 'schema') return;
  const keyOfTable = ({ schema, name }: DraftTable): string => keyOf({ schema, name: spelling.foldTable(name) });
  for (const [one, other] of pairsAlike(tables, keyOfTable)) {
    faults.push({
      model: [...one.models, ...other.models].map((model) => model.name).join(' and '),
      problem: `their tables ${one.name} and ${other.name} have names that this server does not tell apart`,
      remedy: 'Write both in the same way, or give one of them another tableName.',
    });
  }
}

function pairsAlike<Item>(
  items: readonly Item[],
  keyOfItem: (item: Item) => string,
): readonly (readonly [Item, Item])[] {
  const first = new Map<string, Item>();
  return items.flatMap((item) => {
    const key = keyOfItem(item);
    const earlier = first.get(key);
    if (earlier !== undefined) return [[earlier, item] as const];
    first.set(key, item);
    return [];
  });
}

function describe(index: Index): string {
  return `(${index.parts.map((part) => part.column ?? part.expression).join(', ')})`;
}
