import { decoratedCases } from './decorated.js';
import { defaultExpressionCases } from './default-expressions.js';
import { defaultCases } from './defaults.js';
import { enumCases } from './enums.js';
import { indexCases } from './indexes.js';
import { keyCases } from './keys.js';
import { mixedCases } from './mixed.js';
import type { DialectName } from '../../support/database.js';
import { type ModelCase, MYSQL, only, POSTGRES, SQLITE } from './model-case.js';
import { mysqlEverythingCases } from './mysql-everything.js';
import { mysqlTypeCases } from './mysql-types.js';
import { nameCases } from './names.js';
import { oddCases } from './odd.js';
import { optionCases } from './options.js';
import { partialIndexCases } from './partial-indexes.js';
import { referenceCases } from './references.js';
import { sharedDefaultCases } from './shared-defaults.js';
import { sharedIndexCases } from './shared-indexes.js';
import { sqliteTypeCases } from './sqlite-types.js';
import { textTypeCases } from './text-types.js';
import { typeCases } from './types.js';

export type { ModelCase };

const OTHERS: readonly DialectName[] = [...MYSQL, ...SQLITE];

/** Every case; names are unique. */
export const modelCases: readonly ModelCase[] = [
  ...only(POSTGRES, typeCases, { 'P64 virtual attributes': OTHERS }),
  ...only(POSTGRES, textTypeCases),
  ...only(POSTGRES, enumCases, { enums: OTHERS }),
  ...only(POSTGRES, defaultCases, {
    'P7 defaults of strings': OTHERS,
    'P7 defaults of texts': OTHERS,
    'P7 defaults of required strings': OTHERS,
    'P7 defaults that raw Sequelize tears apart': OTHERS,
    'defaults of chars': OTHERS,
    'defaults of integers': OTHERS,
    'defaults of bigints': OTHERS,
    'defaults of decimals': SQLITE,
    'defaults of floats': SQLITE,
    'defaults of booleans': SQLITE,
  }),
  ...only(POSTGRES, defaultExpressionCases, {
    'P55 defaults that move with the clock': OTHERS,
    'defaults made by the client': OTHERS,
    'P55 constant dates that are no clock': OTHERS,
  }),
  ...only(POSTGRES, indexCases, {
    'unnamed indexes': SQLITE,
    'P31 long names of indexes': SQLITE,
    'P59 index fields by column under underscored': SQLITE,
    'indexes that are constraints already': OTHERS,
  }),
  ...only(POSTGRES, partialIndexCases),
  ...keyCases,
  ...referenceCases,
  ...nameCases,
  ...optionCases,
  ...only(POSTGRES, oddCases),
  ...only(POSTGRES, mixedCases),
  ...decoratedCases,
  ...mysqlTypeCases,
  ...mysqlEverythingCases,
  ...sqliteTypeCases,
  ...sharedDefaultCases,
  ...sharedIndexCases,
];
