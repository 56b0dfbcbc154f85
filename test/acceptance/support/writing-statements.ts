/** What begins a statement that only reads, steers a transaction, or sets the session up. */
const READING = /^(SELECT|WITH|EXPLAIN|SHOW|START TRANSACTION|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|VALUES)\b/i;
const WRITING = /\b(CREATE|ALTER|DROP|INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COMMENT ON|GRANT|setval|nextval\()\b/i;

/** Those that could change something: everything that is not known to read only. */
export function writingStatements(statements: readonly string[]): readonly string[] {
  return statements.filter((text) => !READING.test(text.trim()) || WRITING.test(withoutStrings(text)));
}

function withoutStrings(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, "''");
}
