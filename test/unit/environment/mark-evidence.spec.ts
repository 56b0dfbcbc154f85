import { describe, expect, it } from '@jest/globals';
import { gatherEvidence } from '../../../lib/environment/gather-evidence.js';
import type { MarkInput } from '../../../lib/environment/mark-evidence.js';
import { decide } from '../../../lib/policy/decide.js';
import type { Facts } from '../../../lib/schema/facts.js';
import { type FoundMark, type Mark, markRows, type Place, readMark } from '../../../lib/schema/mark.js';

const here: Place = { server: '7301', database: '16384' };
const elsewhere: Place = { server: '9999', database: '16384' };

const facts: Facts = {
  product: 'PostgreSQL',
  version: 'PostgreSQL 16.4',
  supported: true,
  supportedText: '',
  database: 'shop',
  schema: 'public',
  user: 'app',
  address: null,
  port: null,
  identity: '7301/16384',
  place: here,
  found: {},
  readOnly: false,
  settings: {},
  extensions: [],
  ephemeral: false,
  own: {},
  utc: true,
};

interface Case extends Partial<Pick<MarkInput, 'word' | 'modes' | 'trustsMark'>> {
  readonly mark?: Partial<Mark> | FoundMark['kind'];
  readonly host?: string;
  readonly mode?: 'alter' | 'force';
  readonly facts?: Partial<Facts>;
  readonly empty?: boolean;
}

const blank: Mark = { environment: null, by: 'process', place: here, applications: new Map(), tables: [] };

function found(mark: Case['mark']): FoundMark {
  if (mark === undefined || mark === 'absent') return { kind: 'absent' };
  if (mark === 'unreadable') return { kind: 'unreadable', because: 'permission denied' };
  return { kind: 'read', mark: { ...blank, ...(typeof mark === 'object' ? mark : {}) } };
}

/** What is decided for a filled database on this machine, but for what the case says: `applies`, or the kinds that refuse. */
function verdictOf({ mark, host = 'localhost', mode = 'alter', word = 'development', empty = false, ...rest }: Case) {
  const evidence = gatherEvidence({
    wordSource: 'NODE_ENV',
    env: {},
    targets: [
      { kind: 'host', value: host, source: 'host' },
      { kind: 'database', value: 'shop', source: 'database' },
    ],
    ...rest,
    word,
    facts: { ...facts, ...rest.facts },
    mark: found(mark),
    databaseState: { everyModelTableMissingOrEmpty: empty },
  });
  const choice = { mode, by: 'mode', byHand: true, environment: word, because: '' } as const;
  const verdict = decide({ choice, plan: null, evidence });
  if (verdict.kind !== 'refuse') return { refused: [], text: '', waysOn: '' };
  return {
    refused: verdict.because.map(({ kind }) => kind),
    text: verdict.because.map(({ sentence }) => sentence).join('\n'),
    waysOn: verdict.waysOn.join('\n'),
  };
}

const rds = 'shop.abc.eu-west-1.rds.amazonaws.com';

describe('the mark', () => {
  it.each<[string, Case, readonly string[]]>([
    ['none: a developer alters', {}, []],
    ['development: a developer alters', { mark: { environment: 'development' } }, []],
    ['production refuses alter', { mark: { environment: 'production' } }, ['says-production']],
    ['any other word, too', { mark: { environment: 'staging' } }, ['says-production']],
    [
      'a word that modes maps is at home on its own mark',
      { mark: { environment: 'staging' }, word: 'staging', modes: { staging: 'alter' } },
      [],
    ],
    [
      'and a stranger on others',
      { mark: { environment: 'staging' }, modes: { staging: 'alter' } },
      ['says-production'],
    ],
    [
      'and not at home on a copy',
      { mark: { environment: 'staging', place: elsewhere }, word: 'staging', modes: { staging: 'alter' } },
      ['says-production'],
    ],
    [
      'production refuses force',
      { mark: { environment: 'production' }, mode: 'force', empty: true },
      ['says-production'],
    ],
    ['test proves a throw-away', { mark: { environment: 'test' }, mode: 'force', word: 'test' }, []],
    ['testing is test', { mark: { environment: 'testing' }, mode: 'force', word: 'test' }, []],
    [
      'test of another server proves nothing',
      { mark: { environment: 'test', place: elsewhere }, mode: 'force', word: 'test' },
      ['not-a-throw-away'],
    ],
    [
      'nor does one of nowhere',
      { mark: { environment: 'test', place: null }, mode: 'force', word: 'test' },
      ['not-a-throw-away'],
    ],
    [
      'nor where the server does not say who it is',
      {
        mark: { environment: 'test', place: { ...here, server: null } },
        facts: { place: { ...here, server: null } },
        mode: 'force',
        word: 'test',
      },
      ['not-a-throw-away'],
    ],
    [
      'where there is no server the mark goes with the file',
      { mark: { environment: 'test', place: null }, facts: { place: null }, mode: 'force', word: 'test' },
      [],
    ],
    [
      'with marker: false it proves nothing',
      { mark: { environment: 'test' }, trustsMark: false, mode: 'force', word: 'test' },
      ['not-a-throw-away'],
    ],
    ['and closes as before', { mark: { environment: 'production' }, trustsMark: false }, ['says-production']],
    ['without a mark an empty database is a throw-away', { mode: 'force', word: 'test', empty: true }, []],
    [
      'with marker: false it is not',
      { mode: 'force', word: 'test', empty: true, trustsMark: false },
      ['not-a-throw-away'],
    ],
    [
      'development and a test: mismatch, also when it is empty',
      { mark: { environment: 'development' }, mode: 'force', word: 'test', empty: true },
      ['mismatch'],
    ],
    [
      'and on another server',
      { mark: { environment: 'development', place: elsewhere }, mode: 'force', word: 'testing', empty: true },
      ['mismatch'],
    ],
    ['a managed database', { host: rds }, ['database-hosted']],
    [
      'is not lifted by what a process marked',
      { host: rds, mark: { environment: 'development' } },
      ['database-hosted'],
    ],
    ['is lifted by a person', { host: rds, mark: { environment: 'development', by: 'person' } }, []],
    [
      'but not on another server',
      { host: rds, mark: { environment: 'development', by: 'person', place: elsewhere } },
      ['database-hosted'],
    ],
    [
      'nor with marker: false',
      { host: rds, mark: { environment: 'development', by: 'person' }, trustsMark: false },
      ['database-hosted'],
    ],
    ['one that cannot be read closes', { mark: 'unreadable' }, ['says-production']],
    [
      'in memory nothing of it counts',
      { mark: { environment: 'development' }, mode: 'force', word: 'test', facts: { ephemeral: true } },
      [],
    ],
  ])('%s', (_, input, expected) => {
    expect(verdictOf(input).refused).toEqual(expected);
  });

  it('of another server: both facts, and the command that marks again', () => {
    const { text, waysOn } = verdictOf({ mark: { environment: 'production', place: elsewhere } });
    expect(text).toContain(
      'marked "production"; the mark was made on server 9999, database 16384, and this is server 7301',
    );
    expect(waysOn).toContain('safe-sync mark development');
    expect(waysOn).toContain('safe-sync mark production');
    expect(verdictOf({ mark: { environment: 'production' } }).waysOn).not.toContain('safe-sync mark');
  });

  it('of development, in a test: two facts side by side, and the ways on', () => {
    const { text, waysOn } = verdictOf({ mark: { environment: 'development' }, mode: 'force', word: 'test' });
    expect(text).toMatch(/marked "development", and this process is "test"/);
    expect(waysOn).toMatch(/safe-sync mark test[\s\S]*a database whose name says test/);
  });
});

describe('the rows of a mark', () => {
  it('say again what they were made of, and survive what others wrote', () => {
    const mark: Mark = {
      environment: 'staging',
      by: 'person',
      place: here,
      applications: new Map([['a:b', { last: 'f1', earlier: ['f0'] }]]),
      tables: [{ table: { schema: 'public', name: 'odd "name"' }, application: 'a:b' }],
    };
    expect(readMark(markRows(mark))).toEqual(mark);
    expect(
      readMark([
        { key: 'environment', value: ' Production ' },
        { key: 'server', value: 'nonsense' },
        { key: 'table:oops', value: 'x' },
        { key: 'other', value: '' },
      ]),
    ).toEqual({ ...blank, environment: 'production', place: null });
  });

  it('that would not fit into their column are left out', () => {
    const tables = [{ table: { schema: 'main', name: 'x'.repeat(300) }, application: 'shop' }];
    expect(markRows({ tables })).toEqual([]);
  });
});
