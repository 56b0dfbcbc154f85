/** After all tests, also failed ones: the servers that were started are stopped, and their files removed. */
export default async function globalTeardown() {
  await globalThis.safeSyncStopServers?.();
}
