export { SafeSyncHealthIndicator } from './safe-sync.health-indicator.js';
export type { SafeSyncHealth, SafeSyncHealthOptions, SafeSyncHealthResult } from './safe-sync.health-indicator.js';
