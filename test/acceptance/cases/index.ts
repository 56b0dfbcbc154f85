import { decoratedCases } from './decorated.js';
import { defaultExpressionCases } from './default-expressions.js';
import { defaultCases } from './defaults.js';
import { enumCases } from './enums.js';
import { indexCases } from './indexes.js';
import { keyCases } from './keys.js';
import { mixedCases } from './mixed.js';
import type { ModelCase } from './model-case.js';
import { nameCases } from './names.js';
import { oddCases } from './odd.js';
import { optionCases } from './options.js';
import { partialIndexCases } from './partial-indexes.js';
import { referenceCases } from './references.js';
import { textTypeCases } from './text-types.js';
import { typeCases } from './types.js';

export type { ModelCase };

/** Every case; names are unique. */
export const modelCases: readonly ModelCase[] = [
  ...typeCases,
  ...textTypeCases,
  ...enumCases,
  ...defaultCases,
  ...defaultExpressionCases,
  ...indexCases,
  ...partialIndexCases,
  ...keyCases,
  ...referenceCases,
  ...nameCases,
  ...optionCases,
  ...oddCases,
  ...mixedCases,
  ...decoratedCases,
];
