import type { Column } from '../schema/database-schema.js';
import type { ColumnAspect } from './change.js';

/** A column once one aspect of it has changed; all else stays as it was. */
export function columnAfter(column: Column, aspect: ColumnAspect): Column {
  switch (aspect.name) {
    case 'type':
      return { ...column, type: aspect.to };
    case 'nullable':
      return { ...column, nullable: aspect.to };
    case 'default':
      return { ...column, default: aspect.to };
    case 'auto-increment':
      return { ...column, autoIncrement: aspect.to };
    case 'comment':
      return { ...column, comment: aspect.to };
  }
}
