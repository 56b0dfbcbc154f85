import { tableBefore } from '../compare/find-renames.js';
import type { DataConcern, DataQuestion, Offenders, Operand } from '../schema/answers.js';
import type { Column, QualifiedName } from '../schema/database-schema.js';
import { sameName } from '../schema/qualified-name.js';
import { renameInSql, type SqlNames } from '../schema/rename-in-sql.js';
import type { Rename } from '../schema/renaming.js';

/** The server still has the old names: questions are put in those. */
export function askedBefore(question: DataQuestion, renames: readonly Rename[], names: SqlNames): DataQuestion {
  const own = namesBefore(question.table, renames, names);
  const column = <Named extends Column>(found: Named): Named => ({ ...found, name: own.column(found.name) });
  const operand = ({ name, sql, ...rest }: Operand): Operand => ({
    ...rest,
    name: own.column(name),
    ...(sql === undefined ? {} : { sql: own.sql(sql) }),
  });
  const place = { table: tableBefore(question.table, renames), key: question.key.map(column) };
  return { ...place, ...concern(question) };

  function concern(asked: DataConcern): DataConcern {
    switch (asked.kind) {
      case 'rows':
        return { kind: 'rows' };
      case 'nulls':
        return { kind: 'nulls', columns: asked.columns.map(own.column) };
      case 'values':
        return { kind: 'values', column: own.column(asked.column) };
      case 'misfits':
        return { kind: 'misfits', column: own.column(asked.column), step: asked.step };
      case 'uses':
        return { kind: 'uses', column: column(asked.column), value: asked.value };
      case 'duplicates':
        return {
          kind: 'duplicates',
          parts: asked.parts.map(operand),
          where: asked.where === null ? null : own.sql(asked.where),
        };
      case 'orphans': {
        const target = namesBefore(asked.target, renames, names);
        return {
          kind: 'orphans',
          columns: asked.columns.map(operand),
          target: tableBefore(asked.target, renames),
          targetColumns: asked.targetColumns.map((part) => ({ ...part, name: target.column(part.name) })),
          targetExists: asked.targetExists,
        };
      }
    }
  }
}

/** The query of an answer in the names that hold when a person comes to run it: after the renames. */
export function answeredAfter(answer: Offenders, renames: readonly Rename[], names: SqlNames): Offenders {
  const query = renames.reduce(
    (text, rename) =>
      rename.kind === 'rename-table'
        ? renameInSql(text, rename.from.name, rename.table.name, names)
        : renameInSql(text, rename.from, rename.to, names),
    answer.query,
  );
  return { ...answer, query };
}

function namesBefore(table: QualifiedName, renames: readonly Rename[], names: SqlNames) {
  const own = renames.flatMap((rename) =>
    rename.kind === 'rename-column' && sameName(rename.table, table) ? [rename] : [],
  );
  return {
    column: (name: string): string => own.find(({ to }) => to === name)?.from ?? name,
    sql: (text: string): string => own.reduceRight((sql, { from, to }) => renameInSql(sql, to, from, names), text),
  };
}
