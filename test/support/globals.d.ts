/* What globalSetup leaves for globalTeardown; both run in Jest's own process. `var`, so that it is a global property. */
declare global {
  var safeSyncStopServers: (() => Promise<void>) | undefined;
}
export {};
