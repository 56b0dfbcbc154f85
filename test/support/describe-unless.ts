import { describe } from '@jest/globals';

/** True where CI=true: what is missing there is a failure, not a reason to skip. */
export const everythingIsRequired = process.env['SAFE_SYNC_TEST_REQUIRED'] === 'true';

/** Describes cases that need something of the machine; where it is missing they are shown as skipped, with the reason. */
export function describeUnless(missing: string | null, name: string, cases: () => void): void {
  if (missing === null) {
    describe(name, cases);
    return;
  }
  console.warn(`SKIPPING "${name}": ${missing}.`);
  describe.skip(`${name} (skipped: ${missing})`, cases);
}

/** Describes cases that whoever started the run left out: shown as skipped, and no news. */
export function describeLeftOut(name: string, cases: () => void): void {
  describe.skip(`${name} (left out by SAFE_SYNC_TEST_DIALECT)`, cases);
}
