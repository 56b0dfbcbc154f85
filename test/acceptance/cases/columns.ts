import type { ModelAttributes } from 'sequelize';

/** Attributes named by position, for types whose names say all. */
export function columns(...types: readonly unknown[]): ModelAttributes {
  return Object.fromEntries(types.map((type, position) => [`c${position}`, { type: type as never }]));
}

/** One column for each default, named by position. */
export function defaults(type: () => unknown, ...values: readonly unknown[]): ModelAttributes {
  return Object.fromEntries(
    values.map((value, position) => [`d${position}`, { type: type() as never, defaultValue: value }]),
  );
}
