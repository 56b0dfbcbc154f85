import { compareSchemas } from './compare/compare-schemas.js';
import { tableBefore } from './compare/find-renames.js';
import { Judgements } from './compare/judgements.js';
import { suggestRenames } from './compare/suggest-renames.js';
import type { Dialect, Session } from './dialects/dialect.js';
import type { Renaming } from './plan/table-to-alter.js';
import { renameNames } from './safe-sync.renaming.js';
import type { ExpressionAnswer, ExpressionQuestion } from './schema/answers.js';
import type { DatabaseSchema } from './schema/database-schema.js';
import { sameName } from './schema/qualified-name.js';
import { renameInSql } from './schema/rename-in-sql.js';
import type { Spelling } from './schema/spelling.js';

export interface ComparingContext {
  readonly dialect: Dialect;
  readonly spelling: Spelling;
  readonly renaming: Renaming;
}

/** Where texts differ and only the server knows, it is asked once, for all of them. */
export async function compare(
  session: Session,
  context: ComparingContext,
  actual: DatabaseSchema,
  wanted: DatabaseSchema,
) {
  const first = compareSchemas(actual, wanted);
  const isOpen = first.open.length > 0;
  const judgements = isOpen ? Judgements.from(first.open, await judge(session, context, first.open)) : new Judgements();
  const compared = isOpen ? compareSchemas(actual, wanted, judgements) : first;
  const comparison = suggestRenames(compared, actual);
  return { comparison: { ...comparison, changes: [...context.renaming.renames, ...comparison.changes] }, judgements };
}

/** The server still has the old names: questions are put in those. */
async function judge(
  session: Session,
  { dialect, spelling, renaming: { renames } }: ComparingContext,
  questions: readonly ExpressionQuestion[],
): Promise<readonly ExpressionAnswer[]> {
  return dialect.judge(session, renames.length === 0 ? questions : questions.map(before));

  function before(question: ExpressionQuestion): ExpressionQuestion {
    const inSql = (sql: string): string =>
      renames.reduceRight(
        (text, rename) =>
          rename.kind === 'rename-column' && sameName(rename.table, question.table)
            ? renameInSql(text, rename.to, rename.from, renameNames(dialect, spelling))
            : text,
        sql,
      );
    return {
      ...question,
      table: tableBefore(question.table, renames),
      actual: inSql(question.actual),
      wanted: inSql(question.wanted),
    };
  }
}
