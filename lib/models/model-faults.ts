import { SafeSyncError } from '../safe-sync.errors.js';

/** Why a model cannot work as it is written: what a person reads, and what a program finds it by. */
export interface ModelFault {
  /** The class; of two classes that contradict each other: both, joined by `and`. */
  readonly model: string;
  readonly attribute?: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Models that cannot work: all their faults together, found before anything is sent. */
export class InvalidModelsError extends SafeSyncError {
  constructor(readonly faults: readonly ModelFault[]) {
    super('SAFE_SYNC_INVALID_MODELS', describeFaults(faults));
  }
}

export function describeFaults(faults: readonly ModelFault[]): string {
  const headline =
    faults.length === 1
      ? 'A model cannot work as it is written:'
      : `${faults.length} things in the models cannot work as they are written:`;
  return [headline, ...faults.map((fault) => `  - ${placeOf(fault)}: ${fault.problem}. ${fault.remedy}`)].join('\n');
}

function placeOf({ model, attribute }: ModelFault): string {
  return attribute === undefined ? model : `${model}.${attribute}`;
}
