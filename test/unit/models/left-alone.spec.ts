import { describe, expect, it } from '@jest/globals';
import { DataTypes, Model } from 'sequelize';
import { Model as TypedModel, Sequelize as TypedSequelize, Table as TypedTable } from 'sequelize-typescript';
import { postgresSpelling } from '../../../lib/dialects/postgres/postgres.types.js';
import { GUARDED_SYNC } from '../../../lib/models/own-sync.js';
import { readModels } from '../../../lib/models/read-models.js';
import { faultsOf, read, tableNamed } from './read.js';

const id = { type: DataTypes.INTEGER, primaryKey: true };
const bare = { timestamps: false };

describe('what is left alone', () => {
  it('P60: a model with its own static sync() is left alone', () => {
    class Plain extends Model {}
    class Own extends Model {
      static override sync(): Promise<never> {
        throw new Error('mine');
      }
    }
    class Heir extends Own {}
    class Guarded extends Model {}
    const result = read((sequelize) => {
      for (const model of [Plain, Own, Heir, Guarded]) model.init({}, { sequelize });
      Guarded.sync = Object.assign(async () => Guarded as never, { [GUARDED_SYNC]: true });
    });
    expect(result.leftAlone).toEqual(
      ['Own', 'Heir'].map((model) => ({
        model,
        table: { schema: 'public', name: `${model}s` },
        because: 'it has its own static sync()',
      })),
    );
    expect(result.wanted.tables.map(({ name }) => name)).toEqual(['Guardeds', 'Plains']);
  });

  it('P60: sequelize-typescript only wraps sync()', () => {
    class Typed extends TypedModel {}
    class TypedOwn extends TypedModel {
      static override sync(): Promise<never> {
        throw new Error('mine');
      }
    }
    TypedTable(Typed);
    TypedTable(TypedOwn);
    const sequelize = new TypedSequelize({ dialect: 'postgres', logging: false, models: [Typed, TypedOwn] });
    const { leftAlone, wanted } = readModels(sequelize, { spelling: postgresSpelling(), currentSchema: 'public' });
    expect(leftAlone.map(({ model }) => model)).toEqual(['TypedOwn']);
    expect(wanted.tables.map(({ name }) => name)).toEqual(['Typeds']);
  });

  it('leaves alone what ignore names, by class, model, table or pattern, and the tables of the server', () => {
    const rules = ['A', 'bs', 's.cs', /^D/g];
    const result = read(
      (sequelize) => {
        sequelize.define('A', {}, { tableName: 'as' });
        sequelize.define('B', {}, { tableName: 'bs' });
        sequelize.define('C', {}, { tableName: 'cs', schema: 's' });
        sequelize.define('D', {}, { tableName: 'ds' });
        sequelize.define('D2', {}, { tableName: 'd2s' });
        sequelize.define('E', {}, { tableName: 'es' });
        sequelize.define('Stats', {}, { tableName: 'pg_stat_activity', schema: 'pg_catalog' });
      },
      { ignore: rules },
    );
    expect(result.leftAlone.map(({ model }) => model)).toEqual(['A', 'B', 'C', 'D', 'D2', 'Stats']);
    expect(result.wanted.tables.map(({ name }) => name)).toEqual(['es']);
  });

  it('P64: a virtual attribute is no column', () => {
    const result = read((sequelize) =>
      sequelize.define('T', { a: DataTypes.VIRTUAL, b: new DataTypes.VIRTUAL(DataTypes.TEXT), id }, bare),
    );
    expect(tableNamed(result, 'Ts').columns.map(({ name }) => name)).toEqual(['id']);
    expect(faultsOf(result)).toEqual([]);
  });
});
