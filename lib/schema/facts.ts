import type { Place } from './mark.js';

/** What the server says about itself: asked once, in one query, as plain data. Judged in `environment/`. */
export interface Facts {
  /** `PostgreSQL`, or the name of what only speaks its protocol: `CockroachDB`, `Redshift`. */
  readonly product: string;
  /** As the server prints it, for messages. */
  readonly version: string;
  /** False where only mode none may run; `supportedText` says why. */
  readonly supported: boolean;
  readonly supportedText: string;
  readonly database: string;
  /** Where a model without a schema lives. Null when the search path names nothing that exists. */
  readonly schema: string | null;
  readonly user: string;
  /** The server's own address and port as it sees them; null on a socket. */
  readonly address: string | null;
  readonly port: number | null;
  /** What tells this server and database from any other. Never shown; part of the fingerprint. */
  readonly identity: string;
  /** What the mark keeps of this server; null where there is no server, and the mark goes with its database. */
  readonly place: Place | null;
  /** Of the tables asked for, in the current schema: those that are there, and whether they may be read. */
  readonly found: Readonly<Record<string, boolean>>;
  /** True on a standby, or where the session may not write. */
  readonly readOnly: boolean;
  /** The server's own words about who runs it, as `name=value` or a piece of the version text, unjudged. */
  readonly settings: Readonly<Record<string, string>>;
  readonly extensions: readonly string[];
  /** The database goes with the process: in memory. */
  readonly ephemeral: boolean;
  /** What only the dialect itself reads: a mode of the server, a switch. */
  readonly own: Readonly<Record<string, string>>;
  /** The session's time zone is UTC, so that timestamps change type without changing meaning. */
  readonly utc: boolean;
}
