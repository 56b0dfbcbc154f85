import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { SafeSyncModule } from 'nestjs-safe-sync';
import definitions from './models.cjs';
import settings from './options.cjs';
import { StartUp } from './start-up.mjs';

console.log('the module prints this');

export class AppModule {}
Module({
  imports: [
    SafeSyncModule.forRoot({ ...settings.options, autoLoadModels: true, safeSync: settings.safeSync }),
    SequelizeModule.forFeature(definitions.models),
  ],
  providers: [StartUp],
})(AppModule);
