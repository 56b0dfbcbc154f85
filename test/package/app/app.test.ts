/* The same application, in the Jest of its user. */
import { run } from './app.js';

declare const it: (name: string, work: () => Promise<void>) => void;
declare const expect: (value: unknown) => { toMatchObject(value: unknown): void };

it('boots', async () => {
  expect(await run()).toMatchObject({ statements: [] });
});
