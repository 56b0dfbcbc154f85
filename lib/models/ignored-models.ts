import type { QualifiedName } from '../schema/database-schema.js';
import type { IgnoreRule } from '../safe-sync.options.js';
import type { AnyModel } from './sequelize-models.js';

/** A name is a model's, a table's or `schema.table`; a class is that model and those that extend it. */
export function isIgnored(model: AnyModel, table: QualifiedName, rules: readonly IgnoreRule[]): boolean {
  const names = [model.name, table.name, `${table.schema}.${table.name}`];
  return rules.some((rule) => {
    if (typeof rule === 'string') return names.includes(rule);
    if (typeof rule === 'function')
      return (rule as unknown) === model || Object.prototype.isPrototypeOf.call(rule, model);
    // A global pattern remembers where it stopped.
    const pattern = new RegExp(rule.source, rule.flags.replace(/[gy]/g, ''));
    return names.some((name) => pattern.test(name));
  });
}
