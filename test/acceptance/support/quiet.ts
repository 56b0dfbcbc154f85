import type { SafeSyncLogger } from '../../../lib/report/logger.js';

export interface Quiet {
  readonly logger: SafeSyncLogger;
  /** What was said so far, at this level. */
  said(level: keyof SafeSyncLogger): readonly string[];
  /** Everything that was said. */
  readonly lines: readonly string[];
}

/** A logger that keeps the lines to itself: `createSafeSync(sequelize, { logger })`. */
export function quiet(): Quiet {
  const said: (readonly [level: keyof SafeSyncLogger, message: string])[] = [];
  const at = (level: keyof SafeSyncLogger) => (message: string) => void said.push([level, message]);
  return {
    logger: { log: at('log'), warn: at('warn'), error: at('error'), debug: at('debug') },
    said: (level) => said.filter(([own]) => own === level).map(([, message]) => message),
    get lines() {
      return said.map(([, message]) => message);
    },
  };
}
