import { decoratedCases } from './decorated.js';
import { defaultCases } from './defaults.js';
import { indexCases } from './indexes.js';
import { keyCases } from './keys.js';
import type { ModelCase } from './model-case.js';
import { nameCases } from './names.js';
import { optionCases } from './options.js';
import { typeCases } from './types.js';

export type { ModelCase };

/** Every case; names are unique. */
export const modelCases: readonly ModelCase[] = [
  ...typeCases,
  ...defaultCases,
  ...indexCases,
  ...keyCases,
  ...nameCases,
  ...optionCases,
  ...decoratedCases,
];
