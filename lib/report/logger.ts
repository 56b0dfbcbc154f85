/** Where lines for people go. Nest's Logger fits; so does `console` with a `debug`. */
export interface SafeSyncLogger {
  log(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  debug(message: string): void;
}

/** For use without Nest: lines on the console, without colour. */
export const consoleLogger: SafeSyncLogger = {
  log: (message) => console.log(`[SafeSync] ${message}`),
  warn: (message) => console.warn(`[SafeSync] ${message}`),
  error: (message) => console.error(`[SafeSync] ${message}`),
  debug: () => undefined,
};
