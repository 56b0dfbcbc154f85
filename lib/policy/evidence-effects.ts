import type { Evidence, EvidenceKind } from '../environment/evidence.js';

export type EvidenceEffect = 'refuses' | 'warns' | 'nothing';

/** What each kind of evidence does to a request for alter and for force. */
export const evidenceEffects: Readonly<Record<EvidenceKind, Readonly<Record<'alter' | 'force', EvidenceEffect>>>> = {
  'environment-word': { alter: 'refuses', force: 'refuses' },
  'says-production': { alter: 'refuses', force: 'refuses' },
  'database-hosted': { alter: 'refuses', force: 'refuses' },
  'process-deployed': { alter: 'refuses', force: 'refuses' },
  'remote-and-unknown': { alter: 'warns', force: 'refuses' },
  mismatch: { alter: 'nothing', force: 'refuses' },
  'proof-of-throw-away': { alter: 'nothing', force: 'nothing' },
  'not-a-throw-away': { alter: 'nothing', force: 'refuses' },
};

/** What one piece of evidence does, the options that lift it taken into account. */
export function effectOf(evidence: Evidence, mode: 'alter' | 'force'): EvidenceEffect {
  if (evidence.lifted && evidence.lift?.modes.includes(mode)) return 'nothing';
  return evidenceEffects[evidence.kind][mode];
}
