/** What begins a statement that only reads, steers a transaction, or sets the session up. */
const READING = /^(SELECT|WITH|EXPLAIN|SHOW|START TRANSACTION|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|VALUES)\b/i;
/** How MariaDB is told how long a question may take. */
const LIMIT = /^\/\*M! SET STATEMENT max_statement_time = [\d.]+ FOR \*\/\s*/;
const WRITING = /\b(CREATE|ALTER|DROP|INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COMMENT ON|GRANT|setval|nextval\()\b/i;

/** Those that could change something: everything that is not known to read only. */
export function writingStatements(statements: readonly string[]): readonly string[] {
  return statements
    .map((text) => text.trim().replace(LIMIT, ''))
    .filter((text) => !READING.test(text) || WRITING.test(withoutStrings(text)));
}

function withoutStrings(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, "''");
}
