/* What globalSetup leaves for globalTeardown; both run in Jest's own process. */
declare global {
  // eslint-style `let` would not become a property of globalThis
  var safeSyncStopServers: (() => Promise<void>) | undefined;
}
export {};
