/* Modules that cannot be started. */
const { Module } = require('@nestjs/common');
const { SafeSyncModule } = require('nestjs-safe-sync');
const { options } = require('./options.cjs');

class Throwing {}
Module({
  providers: [
    {
      provide: 'BROKEN',
      useFactory: () => {
        throw new Error('the factory fails at postgres://shop:geheim1@db/shop');
      },
    },
  ],
})(Throwing);

class WithoutConnection {}
Module({})(WithoutConnection);

class WrongOptions {}
Module({ imports: [SafeSyncModule.forRoot({ ...options, safeSync: { moed: 'alter' } })] })(WrongOptions);

class Unreachable {}
Module({
  imports: [
    SafeSyncModule.forRoot({
      dialect: 'postgres',
      uri: 'postgres://shop:geheim1@127.0.0.1:1/shop',
      models: [],
      autoLoadModels: true,
    }),
  ],
})(Unreachable);

module.exports = { Throwing, WithoutConnection, WrongOptions, Unreachable };
