/**
 * What this process and this database are, and how we know: facts with their source and a sentence for people.
 *
 * This room is the only one that reads `process.env`. It gathers and never judges: whether a piece of evidence refuses,
 * warns or opens is a table in `policy/`.
 */
export interface Evidence {
  readonly kind: EvidenceKind;
  /** Where it was seen: `NODE_ENV`, `KUBERNETES_SERVICE_HOST`, `host`, `replication.read[0].host`, `server`. */
  readonly source: string;
  /** The value seen, redacted. */
  readonly value: string;
  /** "the database host db.abc.rds.amazonaws.com is a managed database (Amazon RDS)". */
  readonly sentence: string;
  /** The option that lifts it, if there is one. */
  readonly lift?: Lift;
  /** True when the options already name it: it is still listed, and no longer counts for `lift.modes`. */
  readonly lifted?: boolean;
  /** Of the mark: the environment that it says, and whether it was made for another server or database. */
  readonly mark?: { readonly environment: string; readonly isElsewhere: boolean };
}

export type EvidenceKind =
  /** The environment word is no development or test word (or it is unset). Refuses alter and force. */
  | 'environment-word'
  /** Something says production. Refuses alter and force. */
  | 'says-production'
  /** A managed database. Refuses alter and force unless its host is allowed. */
  | 'database-hosted'
  /** This process runs on a platform. Refuses alter and force unless the platform is allowed. */
  | 'process-deployed'
  /** A public host that no table knows. Warns for alter, refuses force unless allowed. */
  | 'remote-and-unknown'
  /** The mark says development, and this process is a test. Refuses force. */
  | 'mismatch'
  /** Opens the door to force. */
  | 'proof-of-throw-away'
  /** Nothing proves that the database is a throw-away. Refuses force. */
  | 'not-a-throw-away';

/** `allow: { <list>: [<names>] }`, and the modes that it lifts the evidence for. */
export interface Lift {
  readonly list: 'hosts' | 'databases' | 'platforms';
  readonly names: readonly string[];
  readonly modes: readonly ('alter' | 'force')[];
}
