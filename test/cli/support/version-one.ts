/** The database of the application as version 1 left it, with rows. */
import { DataTypes } from 'sequelize';
import type { TestDatabase } from '../../support/database.js';

export async function makeVersionOne(database: TestDatabase): Promise<void> {
  const sequelize = database.sequelize();
  const user = sequelize.define(
    'User',
    {
      name: DataTypes.STRING(40),
      status: { type: DataTypes.ENUM('new', 'gone'), defaultValue: 'new' },
      nickname: DataTypes.STRING(20),
    },
    { tableName: 'users', timestamps: false },
  );
  await sequelize.sync();
  await user.bulkCreate([{ name: 'Ada' }, { name: 'Ben', nickname: 'B' }]);
}

/** What the application is told. */
export function variablesFor(
  database: Pick<TestDatabase, 'options'>,
  { environment, safeSync = {} }: { readonly environment?: string; readonly safeSync?: object } = {},
): Readonly<Record<string, string>> {
  return {
    TEST_OPTIONS: JSON.stringify(database.options),
    TEST_SAFE_SYNC: JSON.stringify(safeSync),
    ...(environment === undefined ? {} : { NODE_ENV: environment }),
  };
}
