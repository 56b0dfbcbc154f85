import { DataType, type IMemoryDb, newDb } from 'pg-mem';
import { Sequelize, type Options } from 'sequelize';
import { createSafeSync } from '../../../lib/safe-sync.js';
import type { SafeSyncOptions } from '../../../lib/safe-sync.options.js';
import { quiet } from './quiet.js';

/** One database in memory, and connections to it that are made as users make them. */
export class MemoryDatabase {
  readonly db: IMemoryDb = newDb();
  /** Every statement that reached it. */
  readonly statements: string[] = [];
  private readonly opened: Sequelize[] = [];

  constructor() {
    this.db.public.interceptQueries((sql) => {
      this.statements.push(sql);
      return null;
    });
    this.db.public.registerFunction({
      name: 'gen_random_uuid',
      returns: DataType.uuid,
      impure: true,
      implementation: () => '6f9619ff-8b86-4011-b42d-00cf4fc964ff',
    });
  }

  sequelize(options: Options = {}): Sequelize {
    const sequelize = new Sequelize({
      dialect: 'postgres',
      dialectModule: this.db.adapters.createPg(),
      logging: false,
      ...options,
    });
    this.opened.push(sequelize);
    return sequelize;
  }

  /** Connects, defines, synchronises: one boot. */
  async boot(define: (sequelize: Sequelize) => void, safeSync: SafeSyncOptions = {}, options: Options = {}) {
    const sequelize = this.sequelize(options);
    define(sequelize);
    const { logger, said, lines } = quiet();
    const report = await createSafeSync(sequelize, { logger, environment: 'test', ...safeSync }).sync();
    return { sequelize, report, said, lines, kinds: report.applied.map(({ change }) => change.kind) };
  }

  rows(sql: string): readonly Record<string, unknown>[] {
    return this.db.public.many(sql) as Record<string, unknown>[];
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((sequelize) => sequelize.close()));
  }
}
