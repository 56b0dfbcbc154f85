import { defineConfig } from 'nestjs-safe-sync';
import models from './models.cjs';
import settings from './options.cjs';

console.log('the config file prints this');

export default defineConfig({ ...settings.options, models: models.models, safeSync: settings.safeSync });
