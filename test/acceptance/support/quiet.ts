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
  const lines: string[] = [];
  const at = (level: keyof SafeSyncLogger) => (message: string) => {
    said.push([level, message]);
    lines.push(message);
  };
  return {
    logger: { log: at('log'), warn: at('warn'), error: at('error'), debug: at('debug') },
    said: (level) => said.filter(([own]) => own === level).map(([, message]) => message),
    lines,
  };
}

/** Takes every variable away that a test of modes may have set. */
export function clearVariables(): void {
  for (const name of [
    'NODE_ENV',
    'SAFE_SYNC',
    'SAFE_SYNC_CONFIRM',
    'APP_ENV',
    'RAILS_ENV',
    'NODE_CONFIG_ENV',
    'VERCEL_ENV',
    'KUBERNETES_SERVICE_HOST',
    'DATABASE_URL',
    'PGPASSWORD',
    'VITEST_POOL_ID',
  ]) {
    delete process.env[name];
  }
}
