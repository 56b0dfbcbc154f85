/** One process of several: it boots when it is told to, and answers with what came out. */
import { Sequelize } from 'sequelize';
import { dialectOf } from '../../../lib/dialects/dialect-of.js';
import { assembleSafeSync } from '../../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../../lib/safe-sync.options.js';
import { wishesOf } from '../../../lib/safe-sync.policy.js';
import { defineShop } from './shop.js';

export interface BootOrder {
  readonly url: string;
  readonly version: 1 | 2 | 3;
  /** `raw`: plain `sequelize.sync({ alter: true })`. */
  readonly how?: 'safe' | 'raw';
  readonly safeSync?: SafeSyncOptions;
  readonly sync?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly pool?: number;
  /** As on a server that has no lock to keep instances apart. */
  readonly withoutLock?: boolean;
}

export interface BootResult {
  readonly error: { readonly code?: string; readonly message: string } | null;
  readonly applied: readonly string[];
  readonly mode: string;
  readonly lines: readonly string[];
  readonly milliseconds: number;
}

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

process.on('message', (order: BootOrder) => {
  void boot(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function boot(order: BootOrder): Promise<BootResult> {
  for (const name of ['NODE_ENV', 'SAFE_SYNC_CONFIRM']) delete process.env[name];
  Object.assign(process.env, order.env);
  const lines: string[] = [];
  const say = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const logger = { log: say('log'), warn: say('warn'), error: say('error'), debug: () => undefined };
  const sequelize = new Sequelize(order.url, {
    logging: false,
    sync: order.sync,
    pool: { max: order.pool ?? 5 },
  });
  const started = performance.now();
  const done = (error: BootResult['error'], applied: readonly string[] = [], mode = ''): BootResult => ({
    error: error ?? (unhandled.length > 0 ? { message: `unhandled: ${unhandled.join()}` } : null),
    applied,
    mode,
    lines,
    milliseconds: performance.now() - started,
  });
  try {
    defineShop(sequelize, order.version);
    await sequelize.authenticate();
    if (order.how === 'raw') {
      await sequelize.sync({ alter: true });
      return done(null);
    }
    const own = dialectOf(sequelize) ?? undefined;
    const report = await assembleSafeSync({
      sequelize,
      options: order.safeSync ?? {},
      wishes: wishesOf(sequelize),
      logger,
      connection: 'default',
      dialect: own && order.withoutLock ? { ...own, traits: { ...own.traits, databaseLock: false } } : own,
    }).sync();
    await sequelize.query('SELECT * FROM users LIMIT 1');
    return done(
      null,
      report.applied.map(({ sql }) => sql),
      report.mode,
    );
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    return done({ code, message });
  } finally {
    await sequelize.close();
  }
}
