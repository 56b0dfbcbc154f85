import { Controller, Get, Inject } from '@nestjs/common';
import { SafeSyncService } from 'nestjs-safe-sync';
import type { Report } from 'nestjs-safe-sync';

/** What the boot did to the schema, for whoever asks. */
@Controller('schema')
export class SchemaController {
  constructor(@Inject(SafeSyncService) private readonly safeSync: SafeSyncService) {}

  @Get()
  report(): Report | null {
    return this.safeSync.report;
  }
}
