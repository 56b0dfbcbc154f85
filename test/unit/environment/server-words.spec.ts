import { describe, expect, it } from '@jest/globals';

import { postgresHostedSettings } from '../../../lib/dialects/postgres/postgres.hosted-settings.js';
import { serverWords } from '../../../lib/environment/server-words.js';

const plain =
  'PostgreSQL 16.4 (Debian 16.4-1.pgdg120+1) on aarch64-unknown-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit';

describe('serverWords', () => {
  it.each([
    ['rds.extensions', 'Amazon RDS'],
    ['aurora_version', 'Amazon Aurora'],
    ['neon.project_id', 'Neon'],
    ['cloudsql.iam_authentication', 'Google Cloud SQL'],
    ['alloydb.iam_authentication', 'Google AlloyDB'],
    ['azure.extensions', 'Azure Database'],
  ])('%s says %s, also behind a tunnel, and also when it is empty', (found, provider) => {
    const facts = { settings: { [found]: '' }, version: plain };
    expect(serverWords(facts, { onLoopback: false })).toEqual([{ provider, found }]);
    expect(serverWords(facts, { onLoopback: true })).toEqual([{ provider, found }]);
  });

  it("supabase start: Supabase's words say nothing on loopback, where its local stack is the same image", () => {
    const facts = { settings: { 'supautils.reserved_roles': 'x' }, version: plain };
    expect(serverWords(facts, { onLoopback: true })).toEqual([]);
    expect(serverWords(facts, { onLoopback: false })).toEqual([
      { provider: 'Supabase', found: 'supautils.reserved_roles' },
    ]);
  });

  it.each([
    ['PostgreSQL 17.2 (Neon 1234) on x86_64-pc-linux-gnu', 'Neon'],
    ['8.0.31-google', 'Google Cloud SQL'],
    ['PostgreSQL 16.4 on x86_64-pc-linux-gnu, Azure build', 'Azure Database'],
  ])('the version text %j says %s', (version, provider) => {
    expect(serverWords({ settings: {}, version }, { onLoopback: true })).toEqual([{ provider, found: 'version' }]);
  });

  it('a plain server says nothing', () => {
    expect(serverWords({ settings: {}, version: plain }, { onLoopback: false })).toEqual([]);
  });

  it('names a provider once, however many of its settings are there', () => {
    const facts = { settings: { 'rds.extensions': '', 'rds.allowed_extensions': '' }, version: plain };
    expect(serverWords(facts, { onLoopback: false })).toHaveLength(1);
  });

  it.each(postgresHostedSettings)('the setting %s that PostgreSQL is asked for is one that is judged', (name) => {
    expect(serverWords({ settings: { [name]: '' }, version: plain }, { onLoopback: false })).toHaveLength(1);
  });
});
