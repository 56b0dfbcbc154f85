/** How a fresh database is made without the library: the oracle. */
import type { Sequelize } from 'sequelize';
import { makeAsOracle } from '../../support/make-as-oracle.js';

/** Makes the case's tables as raw Sequelize does; the server's own words when it refuses. */
export async function createRaw(sequelize: Sequelize): Promise<void> {
  try {
    await makeAsOracle(sequelize);
  } catch (error) {
    const { parent, sql } = error as { readonly parent?: Error; readonly sql?: string };
    throw new Error(`raw Sequelize: ${(parent ?? (error as Error)).message}\n${sql ?? ''}`, { cause: error });
  }
}
