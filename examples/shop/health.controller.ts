import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { SafeSyncHealthIndicator } from 'nestjs-safe-sync/terminus';

/** For the readiness probe of whatever runs the shop: no traffic for a version whose tables are not there. */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(SafeSyncHealthIndicator) private readonly schema: SafeSyncHealthIndicator,
  ) {}

  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.schema.isHealthy('schema', { maxAgeMs: 30_000 })]);
  }
}
