import { readFile, stat } from 'node:fs/promises';
import pg from 'pg';

export interface ServerAddress {
  /** The superuser's address of the database `postgres`. */
  readonly url: string;
  /** The server's own log, which has every statement. */
  readonly log: string;
  /** Leads each message there, and stands once more behind the database's name. */
  readonly mark: string;
}

/** The story's own eyes: it asks the server, never the library, what is in a database and what was sent to it. */
export class PostgresServer {
  constructor(private readonly address: ServerAddress) {}

  urlOf(database: string): string {
    const url = new URL(this.address.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  async create(database: string): Promise<void> {
    await this.query('postgres', `CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  }

  /** A copy with all rows. */
  async copy(database: string, copy: string): Promise<void> {
    const [name, template] = [copy, database].map((part) => pg.escapeIdentifier(part));
    await this.query('postgres', `CREATE DATABASE ${name} TEMPLATE ${template}`);
  }

  async query<Row extends object>(database: string, sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Every statement that reached a database meanwhile, and the result of the work. */
  async watch<Result>(
    database: string,
    work: () => Promise<Result>,
  ): Promise<{ result: Result; statements: readonly string[]; writing: readonly string[] }> {
    const { size } = await stat(this.address.log);
    const result = await work();
    const text = (await readFile(this.address.log)).subarray(size).toString('utf8');
    const parts = text.split(this.address.mark).slice(1);
    const statements = parts.flatMap((name, index) => {
      if (index % 2 === 1 || name !== database) return [];
      const found = /^LOG: {2}(?:statement|execute [^\n]*?): ([\s\S]*)$/.exec(parts[index + 1] ?? '');
      return found?.[1] === undefined ? [] : [found[1].replaceAll('\n\t', '\n').trim()];
    });
    return { result, statements, writing: statements.filter(isWriting) };
  }
}

/** Anything but a plain look, so that a statement nobody thought of counts as writing. */
function isWriting(statement: string): boolean {
  const words = statement.replace(/^(--[^\n]*\n|\/\*[\s\S]*?\*\/|\s)+/, '');
  if (/^WITH\b/i.test(words)) return /\b(INSERT|UPDATE|DELETE|MERGE)\b/i.test(words);
  return !/^(SELECT|SHOW|EXPLAIN|SET|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|DEALLOCATE|RESET)\b/i.test(
    words,
  );
}
