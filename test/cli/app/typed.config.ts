import { defineConfig } from 'nestjs-safe-sync';
import settings from './options.cjs';

const name: string = 'typed';

export default defineConfig({
  ...settings.options,
  name,
  models: [(sequelize) => sequelize.define('Thing', {}, { tableName: 'things', timestamps: false })],
});
