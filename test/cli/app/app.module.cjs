const { Module } = require('@nestjs/common');
const { SafeSyncModule } = require('nestjs-safe-sync');
const { models } = require('./models.cjs');
const { options, safeSync } = require('./options.cjs');

class AppModule {}
Module({
  imports: [SafeSyncModule.forRoot({ ...options, models, safeSync })],
})(AppModule);

exports.AppModule = AppModule;
