import type { Evidence } from '../environment/evidence.js';
import { effectOf } from './evidence-effects.js';
import type { Refusal } from './verdict.js';

/** May a call take away what a whole schema holds? Refused on any sign of production; null where it may run. */
export function decideCall(call: string, evidence: readonly Evidence[]): Refusal | null {
  const because = evidence.filter((one) => one.kind === 'mismatch' || effectOf(one, 'alter') === 'refuses');
  if (because.length === 0) return null;
  const unset = because.find(({ kind, value }) => kind === 'environment-word' && value === '');
  const signs = because.length === 1 ? 'one sign' : `${because.length} signs`;
  return {
    kind: 'refuse',
    mode: 'force',
    subject: call,
    headline:
      unset === undefined
        ? `${call} is refused: ${signs} of production`
        : `Cannot tell that this is not production: ${unset.sentence}`,
    because,
    evidence,
    notes: [],
    waysOn: [
      'Where one table is meant, name it in a migration: queryInterface.dropTable(), removeColumn(); rows go by Model.destroy() or Model.truncate().',
      ...(unset === undefined ? [] : ['On your own machine: put NODE_ENV=development into .env or into start:dev.']),
    ],
  };
}
