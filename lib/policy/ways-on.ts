import type { Evidence, Lift } from '../environment/evidence.js';

export interface WaysOnInput {
  readonly mode: 'alter' | 'force';
  /** The evidence that refuses. */
  readonly because: readonly Evidence[];
  readonly database: string;
  /** `SAFE_SYNC_CONFIRM="…"`, or null. */
  readonly confirmation: string | null;
  readonly byHand: boolean;
}

/** What a person can safely do after a refusal, most fitting first. Only ways that would really lead on. */
export function waysOn(input: WaysOnInput): readonly string[] {
  return [
    ...developmentWay(input),
    ...markWay(input),
    ...throwAwayWay(input),
    ...confirmationWay(input),
    ...leaveItWay(input),
  ];
}

function developmentWay({ mode, because }: WaysOnInput): readonly string[] {
  const signs = because.filter(({ kind }) => kind !== 'not-a-throw-away');
  const word = signs.find(({ kind }) => kind === 'environment-word');
  const others = signs.filter(({ kind }) => kind !== 'environment-word');
  const lifts = others.flatMap(({ lift }) => (lift?.modes.includes(mode) ? [lift] : []));
  // With one sign that no option lifts, the others are not worth lifting.
  if (signs.length === 0 || lifts.length < others.length) return [];
  const steps = [
    ...(word === undefined ? [] : [setWord(word.source, mode)]),
    ...(lifts.length > 0 ? [`set safeSync: { ${liftText(lifts)} }`] : []),
  ];
  const where = lifts.length > 0 ? `If this is no production` : 'On your own machine';
  return [`${where}: ${steps.join(', and ')}.`];
}

function setWord(source: string, mode: 'alter' | 'force'): string {
  const word = mode === 'alter' ? 'development' : 'test';
  if (source !== 'NODE_ENV') return `set ${source} to '${word}'`;
  return `put NODE_ENV=${word} into .env or into ${mode === 'alter' ? 'start:dev' : 'the test script'}`;
}

function liftText(lifts: readonly Lift[]): string {
  const lists = (['hosts', 'databases', 'platforms'] as const).flatMap((list) => {
    const names = [...new Set(lifts.filter((lift) => lift.list === list).flatMap((lift) => lift.names))];
    return names.length === 0
      ? []
      : [`${list}: [${names.map((name) => `'${name.replace(/['\\]/g, '\\$&')}'`).join(', ')}]`];
  });
  return `allow: { ${lists.join(', ')} }`;
}

/** A person re-marks what was copied or has moved; a mark that was made right here is not to be talked away. */
function markWay({ mode, because }: WaysOnInput): readonly string[] {
  const marks = because.filter(({ mark }) => mark !== undefined);
  const others = because.filter(({ kind, mark }) => mark === undefined && kind !== 'not-a-throw-away');
  if (marks.length === 0 || others.length > 0) return [];
  const isMismatch = marks.some(({ kind }) => kind === 'mismatch');
  const word = mode === 'force' ? 'test' : 'development';
  if (isMismatch) return [`If every row of it may go at every start: safe-sync mark ${word}.`];
  const [mark] = marks;
  if (!mark?.mark?.isElsewhere) return [];
  return [
    `If this is a copy that is yours: safe-sync mark ${word}. If this database moved here: safe-sync mark ${mark.mark.environment}.`,
  ];
}

function throwAwayWay({ mode, because, database }: WaysOnInput): readonly string[] {
  if (mode !== 'force') return [];
  // Of a file the ending stays the ending.
  const example = database === '' ? 'shop_test' : database.replace(/(\.\w+)?$/, '_test$1');
  const ways = [
    `Use a database whose name says test or tmp, such as ${example}: force empties the tables of the models.`,
  ];
  if (because.every(({ kind }) => kind === 'not-a-throw-away')) {
    ways.push('To empty this one all the same, ask for it by hand: npx safe-sync apply --force counts the rows first.');
    ways.push('To keep the rows, ask for alter instead of force: it changes tables and loses nothing.');
  }
  return ways;
}

function confirmationWay({ mode, confirmation }: WaysOnInput): readonly string[] {
  if (mode !== 'alter' || confirmation === null) return [];
  return [`To run exactly this plan on exactly this database, start once with ${confirmation}.`];
}

function leaveItWay({ byHand }: WaysOnInput): readonly string[] {
  const how = byHand
    ? "take the request out (sync, safeSync.mode or modes), or set safeSync: { mode: 'none' }"
    : "set safeSync: { mode: 'none' }";
  return [
    `In production leave the schema to migrations (Sequelize-CLI, Umzug): ${how}; then the app boots and reports what differs.`,
  ];
}
