import { describe, expect, it } from '@jest/globals';

import { redact } from '../../../lib/environment/redact.js';
import { secretsOf } from '../../../lib/environment/secrets.js';
import { decide } from '../../../lib/policy/decide.js';
import { ProductionRefusedError, targetOf } from '../../../lib/policy/production-refused.error.js';
import type { ModeChoice, Refusal } from '../../../lib/policy/verdict.js';
import { SafeSyncError } from '../../../lib/safe-sync.errors.js';
import type { Evidence } from '../../../lib/environment/evidence.js';
import type { Plan } from '../../../lib/plan/plan.js';
import { choiceOf, evidenceOf, heldOnly, planOf, statementOf, work } from './support/made.js';

const target = {
  database: 'shop',
  schema: 'public',
  user: 'app',
  address: '10.0.3.7',
  port: 5432,
  host: 'db.abc.rds.amazonaws.com',
};

function refused(
  input: { choice?: ModeChoice; plan?: Plan | null; evidence?: readonly Evidence[]; confirm?: string },
  clean: (text: string) => string = (text) => text,
  at = target,
): ProductionRefusedError {
  const {
    choice = choiceOf('alter'),
    plan = planOf(work),
    evidence = [evidenceOf('says-production')],
    confirm,
  } = input;
  const verdict = decide({ choice, plan, evidence, confirm });
  return new ProductionRefusedError({ refusal: verdict as Refusal, plan, target: at, redact: clean });
}

describe('ProductionRefusedError', () => {
  it('is one of ours, and has its code', () => {
    const error = refused({});
    expect(error).toBeInstanceOf(SafeSyncError);
    expect(error).toMatchObject({
      name: 'ProductionRefusedError',
      code: 'SAFE_SYNC_PRODUCTION_REFUSED',
      fingerprint: 'abc123',
    });
  });

  it('says what, where, why, what was planned, and the ways on', () => {
    const evidence = [
      evidenceOf('environment-word', { source: 'NODE_ENV', value: '', sentence: 'NODE_ENV is not set' }),
      evidenceOf('database-hosted', {
        source: 'host',
        sentence: 'the database host db.abc.rds.amazonaws.com is a managed database (Amazon RDS)',
        lift: { list: 'hosts', names: ['db.abc.rds.amazonaws.com'], modes: ['alter', 'force'] },
      }),
    ];
    const choice = choiceOf('alter', { environment: '' });
    expect(refused({ evidence, choice, plan: planOf([...work, ...heldOnly]) }).message).toMatchInlineSnapshot(`
     "Cannot tell that this is not production: NODE_ENV is not set.
     alter was refused and nothing was written.

     Target: database "shop", schema "public", user "app", at 10.0.3.7:5432 (asked for as db.abc.rds.amazonaws.com)

     Evidence:
       - NODE_ENV: NODE_ENV is not set
       - host: the database host db.abc.rds.amazonaws.com is a managed database (Amazon RDS)

     Planned: 1 statement (1 more held):
       - ALTER TABLE "users" ADD COLUMN "a" INTEGER

     Ways on:
       - If this is no production: put NODE_ENV=development into .env or into start:dev, and set safeSync: { allow: { hosts: ['db.abc.rds.amazonaws.com'] } }.
       - To run exactly this plan on exactly this database, start once with SAFE_SYNC_CONFIRM="shop:abc123".
       - In production leave the schema to migrations (Sequelize-CLI, Umzug): take the request out (sync, safeSync.mode or modes), or set safeSync: { mode: 'none' }; then the app boots and reports what differs."
    `);
  });

  it('of force', () => {
    const plan = planOf([statementOf('DELETE FROM "users"')], { mode: 'force' });
    const evidence = [evidenceOf('not-a-throw-away', { source: 'server', sentence: 'the database shop has rows' })];
    expect(refused({ plan, evidence, choice: choiceOf('force') }).message).toMatchInlineSnapshot(`
     "force empties tables, and nothing proves that this database is a throw-away.
     force was refused and nothing was written.

     Target: database "shop", schema "public", user "app", at 10.0.3.7:5432 (asked for as db.abc.rds.amazonaws.com)

     Evidence:
       - server: the database shop has rows

     Planned: 1 statement:
       - DELETE FROM "users"

     Ways on:
       - Use a database whose name says test or tmp, such as shop_test: force empties the tables of the models.
       - To empty this one all the same, ask for it by hand: npx safe-sync apply --force counts the rows first.
       - To keep the rows, ask for alter instead of force: it changes tables and loses nothing.
       - In production leave the schema to migrations (Sequelize-CLI, Umzug): take the request out (sync, safeSync.mode or modes), or set safeSync: { mode: 'none' }; then the app boots and reports what differs."
    `);
  });

  it('shows the first few statements, on one line each and cut', () => {
    const long = `CREATE TABLE "t" (\n  "a" ${'x'.repeat(300)}\n)`;
    const plan = planOf([statementOf(long), ...Array.from({ length: 7 }, (_, at) => statementOf(`SELECT ${at}`))]);
    const { planned, message } = refused({ plan });
    expect(planned).toMatchObject({ statements: 8, held: 0 });
    expect(planned?.first).toHaveLength(5);
    expect(planned?.first[0]).toMatch(/^CREATE TABLE "t" \( "a" x+…$/);
    expect(planned?.first[0]?.length).toBeLessThanOrEqual(160);
    expect(message).toContain('… and 3 more');
  });

  it('says that the plan is empty, and works without a plan', () => {
    expect(refused({ plan: planOf([]) }).message).toContain('Planned: nothing to run.');
    expect(refused({ plan: null })).toMatchObject({ planned: null, fingerprint: null });
  });

  it('lists evidence that was allowed', () => {
    const lift = { list: 'platforms', names: ['Kubernetes'], modes: ['alter', 'force'] } as const;
    const allowed = evidenceOf('process-deployed', { lift, lifted: true, sentence: 'this process runs on Kubernetes' });
    expect(refused({ evidence: [evidenceOf('says-production'), allowed] }).message).toContain(
      'somewhere: this process runs on Kubernetes (allowed)',
    );
  });

  it('says why SAFE_SYNC_CONFIRM did not help, without repeating it', () => {
    const { message } = refused({ confirm: 'postgres://app:hunter2@db/shop' });
    expect(message).toContain('SAFE_SYNC_CONFIRM names another database');
    expect(message).not.toContain('hunter2');
  });

  it('never holds a password: not in the message, not in a field, not in JSON', () => {
    const password = 'tr0ub4dor&3';
    const secrets = secretsOf({ uri: `postgres://app:${encodeURIComponent(password)}@db/shop` });
    const plan = planOf([statementOf(`ALTER TABLE "t" ALTER COLUMN "a" SET DEFAULT '${password}'`)]);
    const evidence = [
      evidenceOf('says-production', { value: password, sentence: `the database ${password} has "prod" in its name` }),
    ];
    const at = { ...target, host: `x@${password}`, database: password };
    const error = refused({ plan: { ...plan, database: password }, evidence }, (text) => redact(text, secrets), at);
    const seen = [
      error.message,
      JSON.stringify(error),
      String(error),
      error.stack ?? '',
      JSON.stringify(Object.entries(error)),
    ].join();
    expect(seen).not.toContain(password);
    expect(seen).not.toContain(encodeURIComponent(password));
    expect(seen).toContain('***');
  });

  it('leaves its own words alone, whatever the password is', () => {
    const secrets = secretsOf({ password: 'says-production' });
    const error = refused({}, (text) => redact(text, secrets));
    expect(error.evidence[0]?.kind).toBe('says-production');
  });

  it('is plain data as JSON', () => {
    const json = JSON.parse(JSON.stringify(refused({}))) as Record<string, unknown>;
    expect(Object.keys(json)).toEqual([
      'name',
      'code',
      'message',
      'mode',
      'target',
      'because',
      'evidence',
      'planned',
      'fingerprint',
      'waysOn',
    ]);
    expect(json).toMatchObject({ target, planned: { statements: 1 } });
  });
});

describe('the target', () => {
  it.each([
    [target, 'database "shop", schema "public", user "app", at 10.0.3.7:5432 (asked for as db.abc.rds.amazonaws.com)'],
    [{ ...target, address: '::1', host: null }, 'database "shop", schema "public", user "app", at [::1]:5432'],
    [
      { ...target, address: null, port: null, host: '/cloudsql/p:r:i' },
      'database "shop", schema "public", user "app", at /cloudsql/p:r:i',
    ],
    [
      { ...target, address: null, port: null, host: null, schema: null, user: '' },
      'database "shop", at a local socket',
    ],
  ])('%j', (at, text) => {
    expect(refused({}, undefined, at as typeof target).message).toContain(`Target: ${text}\n`);
  });

  it('is what the server says, else what was asked for', () => {
    expect(targetOf(null, { host: 'db', database: 'shop' })).toEqual({
      database: 'shop',
      schema: null,
      user: '',
      address: null,
      port: null,
      host: 'db',
    });
  });
});
