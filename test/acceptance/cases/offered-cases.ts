import { it } from '@jest/globals';
import pg from 'pg';
import type { TestServer } from '../../support/database.js';
import { describeUnless } from '../../support/describe-unless.js';
import { postgresServers } from '../../support/postgres.js';
import type { ModelCase } from './model-case.js';

const offered = new Map<string, ReadonlySet<string>>();

for (const server of postgresServers) {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>('SELECT name FROM pg_available_extensions');
  await client.end();
  offered.set(server.label, new Set(rows.map(({ name }) => name)));
}

/**
 * The cases that this server can hold, for `it.each`. Those of another dialect are none of its business; one that lacks an
 * extension is shown as skipped, with the reason.
 */
export function offeredCases(
  server: TestServer,
  cases: readonly ModelCase[],
): readonly (readonly [name: string, modelCase: ModelCase])[] {
  return cases.flatMap((modelCase) => {
    if (modelCase.dialects?.includes(server.dialect) === false) return [];
    if (modelCase.notOn?.some((product) => server.label.startsWith(product))) return [];
    const missing = (modelCase.extensions ?? []).filter((name) => !offered.get(server.label)?.has(name));
    if (missing.length === 0) return [[modelCase.name, modelCase] as const];
    describeUnless(`${server.label} does not offer ${missing.join(', ')}`, modelCase.name, () =>
      it('is not tried', () => undefined),
    );
    return [];
  });
}
