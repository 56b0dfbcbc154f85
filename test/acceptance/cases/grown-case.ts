import { DataTypes, type Sequelize } from 'sequelize';
import type { contentOf } from './quiet.js';

/** A database that people and migrations have worked on: what it has and models cannot say. */
export interface GrownCase {
  readonly name: string;
  readonly define: (sequelize: Sequelize) => unknown;
  /** Run before raw Sequelize makes the models' tables; with `instead`, in its place. */
  readonly before?: string;
  readonly instead?: string;
  /** What happened to the database afterwards, by hand. Where it fails, `mayFail` says so. */
  readonly after?: string;
  readonly mayFail?: string;
  /** @default nothing at all */
  readonly expected?: Partial<ReturnType<typeof contentOf>>;
  readonly notes?: readonly RegExp[];
  readonly since?: number;
}

/** A small table of one model. */
export const plain =
  (name: string, more: object = {}, options: object = {}) =>
  (sequelize: Sequelize) =>
    sequelize.define(name, { a: DataTypes.INTEGER, t: DataTypes.TEXT, ...more }, { timestamps: false, ...options });
