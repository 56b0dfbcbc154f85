/** What a plan has to know of the server: how changes are put into statements. */
export interface ServerTraits {
  /** Changes of one existing table are one statement, or one making-anew. */
  readonly combinesAlterations: boolean;
  /** Foreign keys exist only as part of their table, and rest while the schema changes. */
  readonly keysBelongToTables: boolean;
}
