/** Loading the models can begin a little before the process counts its own time. */
const SLACK_MS = 5_000;

const TIMESTAMP = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?(?:Z|[-+]\d\d:?(?:\d\d)?))?/g;
const EPOCH = /(?<![\d.])\d{10}(?:\d{3})?(?![\d.])/g;

/**
 * True for a default that was made when the model was loaded (`new Date()`, `Date.now()`, an ISO text of now), so that it
 * is another one at each start. It lies between the start of this process and now; a date that somebody wrote does not.
 */
export function movesWithTheClock(value: unknown, sql: string): boolean {
  if (!(value instanceof Date) && !/\d{10}|\d{4}-\d\d-\d\d/.test(sql)) return false;
  const end = Date.now() + SLACK_MS;
  const start = end - process.uptime() * 1_000 - 2 * SLACK_MS;
  const isNow = (time: number): boolean => time >= start && time <= end;
  if (value instanceof Date) return isNow(value.getTime());
  return (
    (sql.match(TIMESTAMP) ?? []).some((text) => readings(text).some(isNow)) ||
    (sql.match(EPOCH) ?? []).some((text) => isNow(text.length === 10 ? Number(text) * 1_000 : Number(text)))
  );
}

/** Without an offset it may be local time or UTC. */
function readings(text: string): readonly number[] {
  const iso = text.replace(' ', 'T').replace(/ (?=[-+Z])/, '');
  return [Date.parse(iso), Date.parse(`${iso}Z`)];
}
