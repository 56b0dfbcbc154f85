import { describe, expect, it } from '@jest/globals';

import type { EvidenceKind } from '../../../lib/environment/evidence.js';
import { confirmationFor, readConfirmation } from '../../../lib/policy/confirmation.js';
import { decide, type DecideInput } from '../../../lib/policy/decide.js';
import { effectOf } from '../../../lib/policy/evidence-effects.js';
import type { Refusal } from '../../../lib/policy/verdict.js';
import { choiceOf, evidenceOf, heldOnly, planOf, work } from './support/made.js';

const production = evidenceOf('says-production');
const proof = evidenceOf('proof-of-throw-away');
const filled = evidenceOf('not-a-throw-away');
const unset = evidenceOf('environment-word', { source: 'NODE_ENV', value: '', sentence: 'NODE_ENV is not set' });

function decided(input: Partial<DecideInput>) {
  return decide({ choice: choiceOf('alter'), plan: planOf(work), evidence: [], ...input });
}

function refusal(input: Partial<DecideInput>): Refusal {
  const verdict = decided(input);
  if (verdict.kind !== 'refuse') throw new Error(`expected a refusal, got ${verdict.kind}`);
  return verdict;
}

describe('the table of effects', () => {
  it.each<[EvidenceKind, string, string]>([
    ['environment-word', 'refuses', 'refuses'],
    ['says-production', 'refuses', 'refuses'],
    ['database-hosted', 'refuses', 'refuses'],
    ['process-deployed', 'refuses', 'refuses'],
    ['remote-and-unknown', 'warns', 'refuses'],
    ['proof-of-throw-away', 'nothing', 'nothing'],
    ['not-a-throw-away', 'nothing', 'refuses'],
  ])('%s: alter %s, force %s', (kind, alter, force) => {
    expect(effectOf(evidenceOf(kind), 'alter')).toBe(alter);
    expect(effectOf(evidenceOf(kind), 'force')).toBe(force);
  });

  it('a lift counts for its own modes only', () => {
    const lift = { list: 'hosts', names: ['prod'], modes: ['alter'] } as const;
    const lifted = evidenceOf('says-production', { lift, lifted: true });
    expect(effectOf(lifted, 'alter')).toBe('nothing');
    expect(effectOf(lifted, 'force')).toBe('refuses');
    expect(effectOf({ ...lifted, lifted: false }, 'alter')).toBe('refuses');
  });
});

describe('alter', () => {
  it('runs where nothing speaks against it', () => {
    expect(decided({ evidence: [filled] })).toEqual({ kind: 'apply', warnings: [], confirmed: false });
  });

  it.each([[[]], [heldOnly]])('has nothing to do when no statement is ready', (statements) => {
    expect(decided({ plan: planOf(statements) })).toEqual({ kind: 'nothing-to-do', warnings: [] });
  });

  it('warns of a remote host that nothing is known about, by name', () => {
    const remote = evidenceOf('remote-and-unknown', { sentence: 'the database host db.example.com is remote' });
    expect(decided({ evidence: [remote] })).toMatchObject({
      kind: 'apply',
      warnings: [expect.stringContaining('db.example.com')],
    });
  });

  it.each(['environment-word', 'says-production', 'database-hosted', 'process-deployed'] as const)(
    'is refused by %s',
    (kind) => {
      expect(refusal({ evidence: [evidenceOf(kind), proof] })).toMatchObject({ mode: 'alter', because: [{ kind }] });
    },
  );

  it.each([[[]], [heldOnly]])('is refused also when the plan is empty', (statements) => {
    expect(decided({ evidence: [production], plan: planOf(statements) }).kind).toBe('refuse');
  });

  it('is refused also when nothing was planned', () => {
    expect(decided({ evidence: [production], plan: null }).kind).toBe('refuse');
  });
});

describe('SAFE_SYNC_CONFIRM', () => {
  it('lets exactly that plan through, in alter and from none', () => {
    const confirm = 'shop:abc123';
    expect(decided({ confirm, evidence: [production, unset] })).toEqual({
      kind: 'apply',
      warnings: [],
      confirmed: true,
    });
    expect(decided({ confirm, evidence: [production], choice: choiceOf('none') })).toEqual({
      kind: 'apply',
      warnings: [],
      confirmed: true,
    });
  });

  it.each([
    ['shop:other', 'other-plan'],
    ['other:abc123', 'other-database'],
    ['abc123', 'malformed'],
    [':abc123', 'malformed'],
    ['shop:', 'malformed'],
    ['yes', 'malformed'],
    ['SHOP:abc123', 'other-database'],
    ['shop:ABC123', 'other-plan'],
  ])('%s is %s: refused in alter, ignored with a line in none', (confirm, confirmation) => {
    expect(readConfirmation(confirm, planOf(work))).toBe(confirmation);
    expect(refusal({ confirm, evidence: [production] }).notes).toHaveLength(1);
    expect(decided({ confirm, evidence: [production], choice: choiceOf('none') })).toMatchObject({
      kind: 'report-only',
      warnings: [expect.stringContaining('SAFE_SYNC_CONFIRM')],
    });
  });

  it('is split at the last colon', () => {
    expect(readConfirmation('a:b:abc123', planOf(work, { database: 'a:b' }))).toBe('given');
  });

  it.each([[[]], [heldOnly]])(
    'P9: a restart and the other replicas find nothing left, go on, and say that it can go',
    (statements) => {
      const plan = planOf(statements, { fingerprint: 'after' });
      const line = expect.stringContaining('the variable can go');
      expect(decided({ confirm: 'shop:abc123', plan, evidence: [production] })).toEqual({
        kind: 'nothing-to-do',
        warnings: [line],
      });
      expect(decided({ confirm: 'shop:abc123', plan, evidence: [production], choice: choiceOf('none') })).toMatchObject(
        {
          kind: 'report-only',
          warnings: [line],
        },
      );
    },
  );

  it('of another database does not let an empty plan through', () => {
    expect(decided({ confirm: 'other:abc123', plan: planOf([]), evidence: [production] }).kind).toBe('refuse');
  });

  it('never consents to force', () => {
    const plan = planOf(work, { mode: 'force' });
    const choice = choiceOf('force');
    const refused = refusal({ confirm: 'shop:abc123', plan, choice, evidence: [production, proof] });
    expect(refused.notes).toEqual([expect.stringContaining('never consented to by a variable')]);
    expect(refused.waysOn.join()).not.toContain('SAFE_SYNC_CONFIRM');
    expect(decided({ confirm: 'shop:abc123', plan, choice: choiceOf('none') }).kind).toBe('report-only');
  });

  it('is not needed where nothing speaks against alter', () => {
    expect(decided({ confirm: 'shop:abc123' })).toEqual({ kind: 'apply', warnings: [], confirmed: false });
    expect(decided({ confirm: 'shop:old' })).toMatchObject({ kind: 'apply', confirmed: false });
  });

  it('does nothing under SAFE_SYNC=off', () => {
    const choice = choiceOf('none', { by: 'off' });
    expect(decided({ confirm: 'shop:abc123', choice }).kind).toBe('report-only');
  });

  it('is quoted for a shell', () => {
    expect(confirmationFor(planOf(work))).toBe('SAFE_SYNC_CONFIRM="shop:abc123"');
    expect(confirmationFor(planOf(work, { database: 'a"$b' }))).toBe('SAFE_SYNC_CONFIRM="a\\"\\$b:abc123"');
    expect(confirmationFor(planOf(heldOnly))).toBeNull();
    expect(confirmationFor(planOf(work, { mode: 'force' }))).toBeNull();
  });
});

describe('none', () => {
  it.each([null, planOf(work), planOf([])])('is never refused', (plan) => {
    const evidence = [production, unset, evidenceOf('database-hosted'), evidenceOf('process-deployed'), filled];
    expect(decided({ plan, evidence, choice: choiceOf('none') })).toEqual({
      kind: 'report-only',
      because: 'mode none',
      warnings: [],
    });
  });

  it('says the warning of its choice', () => {
    const choice = choiceOf('none', { warning: 'NODE_ENV is not set' });
    expect(decided({ choice })).toMatchObject({ warnings: ['NODE_ENV is not set'] });
  });
});

describe('force', () => {
  const choice = choiceOf('force');
  const plan = planOf(work, { mode: 'force' });

  it('runs on proof of a throw-away', () => {
    expect(decided({ choice, plan, evidence: [proof] })).toEqual({ kind: 'apply', warnings: [], confirmed: false });
    expect(decided({ choice, plan: planOf([], { mode: 'force' }), evidence: [proof] }).kind).toBe('nothing-to-do');
  });

  it.each([[[]], [[filled]]])('is refused without', (evidence) => {
    expect(decided({ choice, plan, evidence }).kind).toBe('refuse');
    expect(decided({ choice, plan: planOf([], { mode: 'force' }), evidence }).kind).toBe('refuse');
  });

  it.each([
    'environment-word',
    'says-production',
    'database-hosted',
    'process-deployed',
    'remote-and-unknown',
  ] as const)('P3: is refused by %s in spite of proof', (kind) => {
    expect(refusal({ choice, plan, evidence: [evidenceOf(kind), proof] }).because).toMatchObject([{ kind }]);
  });

  it('by hand on a filled development database has its own remedy', () => {
    const refused = refusal({ choice, plan, evidence: [filled] });
    expect(refused.headline).toBe('force empties tables, and nothing proves that this database is a throw-away');
    expect(refused.waysOn.join('\n')).toContain('shop_test');
    expect(refused.waysOn.join('\n')).toContain('alter instead of force');
    expect(refused.waysOn.join('\n')).toContain('safe-sync apply --force');
  });
});

describe('the ways on', () => {
  const hosts = { list: 'hosts', names: ['db.abc.rds.amazonaws.com'], modes: ['alter', 'force'] } as const;
  const hosted = evidenceOf('database-hosted', { lift: hosts });
  const kubernetes = evidenceOf('process-deployed', {
    lift: { list: 'platforms', names: ['Kubernetes'], modes: ['alter', 'force'] },
  });

  it('an unset word has its own headline, and the line for the own machine', () => {
    const refused = refusal({ evidence: [unset], choice: choiceOf('alter', { environment: '' }) });
    expect(refused.headline).toBe('Cannot tell that this is not production: NODE_ENV is not set');
    expect(refused.waysOn[0]).toBe('On your own machine: put NODE_ENV=development into .env or into start:dev.');
  });

  it('allow is printed ready to paste, all of it at once', () => {
    expect(refusal({ evidence: [hosted, kubernetes, hosted] }).waysOn[0]).toBe(
      "If this is no production: set safeSync: { allow: { hosts: ['db.abc.rds.amazonaws.com'], platforms: ['Kubernetes'] } }.",
    );
  });

  it('allow is not printed where it would not be enough', () => {
    expect(refusal({ evidence: [hosted, production] }).waysOn.join()).not.toContain('allow');
  });

  it('of force leave out what lifts for alter only', () => {
    const named = evidenceOf('says-production', { lift: { list: 'databases', names: ['prod'], modes: ['alter'] } });
    const input = { choice: choiceOf('force'), plan: planOf(work, { mode: 'force' }) };
    expect(refusal({ ...input, evidence: [named, proof] }).waysOn.join()).not.toContain('allow');
    expect(refusal({ evidence: [named] }).waysOn[0]).toContain("databases: ['prod']");
  });

  it('name the variable for exactly this plan, and migrations', () => {
    const ways = refusal({ evidence: [production] }).waysOn.join('\n');
    expect(ways).toContain('SAFE_SYNC_CONFIRM="shop:abc123"');
    expect(ways).toContain('migrations');
    expect(refusal({ evidence: [production], plan: planOf([]) }).waysOn.join('\n')).not.toContain('SAFE_SYNC_CONFIRM');
  });
});

describe('a consent in front of the command line', () => {
  const choice = choiceOf('force');
  const plan = { ...planOf(work), mode: 'force' as const };
  const consented = (kinds: readonly EvidenceKind[]) =>
    decided({ choice, plan, evidence: kinds.map((kind) => evidenceOf(kind)), consented: true }).kind;

  it('stands for the proof of a throw-away', () => {
    expect(consented(['not-a-throw-away'])).toBe('apply');
  });

  it.each<EvidenceKind>([
    'environment-word',
    'says-production',
    'database-hosted',
    'process-deployed',
    'remote-and-unknown',
  ])('stands for nothing else: %s', (kind) => {
    expect(consented(['not-a-throw-away', kind])).toBe('refuse');
  });
});
