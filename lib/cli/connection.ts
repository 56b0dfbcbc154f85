import type { SafeSync } from '../safe-sync.js';

/** One connection that a command works on, and how it is closed. */
export interface OpenConnection {
  readonly name: string;
  readonly safeSync: SafeSync;
  close(): Promise<void>;
}

/** Where the command finds its connection. */
export interface Source {
  /** `dist/app.module.js#AppModule`. */
  readonly module?: string;
  readonly config?: string;
  readonly connection?: string;
  readonly verbose?: boolean;
}
