import type { TypeStep } from '../../schema/answers.js';
import { FALSE } from '../rows-sql.js';
import { affinityOf } from './sqlite.types.js';

/** The type's name says that its values are numbers; DATE and BOOLEAN have the affinity of numbers, too. */
const NUMBER = /INT|REAL|FLOA|DOUB|DEC|NUM/;

/**
 * SQL that is true for a value that another affinity would make another one, or that is none of the new type: SQLite keeps
 * it and says nothing (https://sqlite.org/datatype3.html#type_affinity).
 */
export function sqliteMisfit(own: string, { to }: TypeStep): string {
  const name = to.type.text.toUpperCase();
  const affinity = affinityOf(name);
  switch (affinity) {
    case 'blob':
      return FALSE;
    case 'text':
      return `typeof(${own}) = 'real' AND CAST(CAST(${own} AS TEXT) AS REAL) <> ${own}`;
    default: {
      const cast = affinity === 'real' ? 'REAL' : 'NUMERIC';
      // A comparison makes a number of a text that looks like one, and of no other.
      const looksLikeOne = `CAST(${own} AS NUMERIC) = ${own}`;
      const isRespelt = `CAST(CAST(${own} AS NUMERIC) AS TEXT) <> ${own}`;
      const isWhole = affinity === 'integer' ? ` OR CAST(${own} AS NUMERIC) <> CAST(${own} AS INTEGER)` : '';
      const text = NUMBER.test(name) ? `${isRespelt}${isWhole}` : `${looksLikeOne} AND ${isRespelt}`;
      const tests = [`typeof(${own}) = 'text' AND (${text})`];
      if (NUMBER.test(name)) tests.push(`typeof(${own}) = 'blob'`);
      if (affinity === 'integer') tests.push(`typeof(${own}) = 'real' AND ${own} <> CAST(${own} AS INTEGER)`);
      if (cast === 'REAL') tests.push(`typeof(${own}) = 'integer' AND CAST(CAST(${own} AS REAL) AS INTEGER) <> ${own}`);
      return tests.map((test) => `(${test})`).join(' OR ');
    }
  }
}
