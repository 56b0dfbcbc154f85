/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // Examples import the package by its name; in the tests that is the source.
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^nestjs-safe-sync$': '<rootDir>/lib/index.ts',
    '^nestjs-safe-sync/terminus$': '<rootDir>/lib/terminus/index.ts',
  },
  transform: { '^.+\\.ts$': '@swc/jest' },
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  setupFiles: ['<rootDir>/test/support/clear-environment.js'],
  // The servers work while the tests wait: one worker less than there are cores leaves a core idle.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
