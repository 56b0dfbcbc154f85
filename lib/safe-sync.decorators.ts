import { Inject } from '@nestjs/common';

import { getSafeSyncToken } from './safe-sync.constants.js';

/**
 * Injects the `SafeSyncService` of a connection.
 *
 * @param connection the connection's name; without it, the default connection
 * @example
 * constructor(@InjectSafeSync('reports') private readonly safeSync: SafeSyncService) {}
 */
export const InjectSafeSync = (connection?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getSafeSyncToken(connection));
