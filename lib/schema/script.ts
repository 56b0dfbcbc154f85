/** What a person's own client has to be sent around the statements of a plan, so that they run as the library runs them. */
export interface Script {
  /** The command that runs a file of SQL and stops at the first error; `<database>` stands for the target. */
  readonly client: string;
  /** What the session is told first. */
  readonly session: readonly string[];
  /** Before what belongs together; nothing where the server commits each statement by itself. */
  readonly begin: readonly string[];
  readonly commit: readonly string[];
}
