/** The mark, written by hand and read by every command; and what earlier alters made twice, taken away by hand. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { TestDatabase } from '../support/database.js';
import { createDatabase } from '../support/dialects.js';
import { makeApp } from './support/built-package.js';
import { forEachKind } from './support/for-each-kind.js';
import { type Finished, run } from './support/run-command.js';
import { makeVersionOne, variablesFor } from './support/version-one.js';

const CONFIG = ['--config', 'safe-sync.config.mjs'];

forEachKind(
  'mark and repair',
  (server) => {
    let app: string;
    let database: TestDatabase;
    const told = (args: readonly string[]): Promise<Finished> =>
      run(app, [...args, ...CONFIG], { ...variablesFor(database), NODE_ENV: 'development' });

    beforeAll(async () => {
      [app, database] = await Promise.all([makeApp('mark'), createDatabase(server, { name: 'shop' })]);
      await makeVersionOne(database);
    }, 120_000);
    afterAll(async () => {
      await database?.drop();
      if (app) rmSync(app, { recursive: true, force: true });
    });

    it('repair shows what it would take away, wants consent to it, and does no more', async () => {
      const unique = (name: string): string => `CREATE UNIQUE INDEX ${name} ON users (name)`;
      for (const name of ['users_name', 'users_name_1', 'users_name_2']) await database.query(unique(name));
      const before = await database.readCatalog();
      const shown = await told(['repair']);
      expect(shown).toMatchObject({
        code: 2,
        out: expect.stringMatching(/\(repair, fingerprint .*: [12] statements? to run/),
      });
      const confirmation = /repair --confirm (\S+)\. Nothing/.exec(shown.err)?.[1] ?? '';
      expect(await database.readCatalog()).toEqual(before);

      const repaired = await told(['repair', '--confirm', confirmation]);
      expect(repaired).toMatchObject({ code: 0 });
      const { users } = tablesByName(await database.readCatalog());
      expect(Object.keys(users?.indexes ?? {}).filter((name) => name.startsWith('users_name'))).toHaveLength(1);
      expect(Object.keys(users?.columns ?? {}).toSorted()).toEqual(['id', 'name', 'nickname', 'status']);
      expect(await told(['repair'])).toMatchObject({ code: 0, out: expect.stringContaining('nothing to take away') });
    }, 120_000);

    it('mark shows both, wants consent, and is seen by explain, by apply and by force', async () => {
      const name = server.dialect === 'sqlite' ? `${database.name}.sqlite` : database.name;
      const [unasked, misspelt] = [
        await told(['mark', 'production']),
        await told(['mark', 'produktion', '--confirm', 'x']),
      ];
      expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining(`--confirm ${name}:production`) });
      expect(unasked.out).toMatch(/as it is marked: {2}development\n.*as it will be: {4}production/);
      expect(misspelt.code).toBe(2);

      const marked = await told(['mark', 'production', '--confirm', `${name}:production`]);
      expect(marked).toMatchObject({ code: 0, out: expect.stringContaining('is marked: development → production') });
      const [explained, applied, forced] = [
        await told(['explain']),
        await told(['apply']),
        await told(['apply', '--force']),
      ];
      expect(explained).toMatchObject({ code: 0, out: expect.stringMatching(/^Mark: {7}production$/m) });
      expect(applied).toMatchObject({ code: 2, err: expect.stringContaining('SAFE_SYNC_PRODUCTION_REFUSED') });
      expect(forced).toMatchObject({ code: 2, err: expect.stringContaining('SAFE_SYNC_PRODUCTION_REFUSED') });
    }, 120_000);
  },
  ['postgres', 'sqlite'],
);

function tablesByName<Table>({ tables }: { readonly tables: Readonly<Record<string, Table>> }): Record<string, Table> {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name.replace(/^public\./, ''), table]));
}
