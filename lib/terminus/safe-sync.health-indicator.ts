import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import * as terminus from '@nestjs/terminus';
import type { Drift, DriftFinding } from '../plan/find-drift.js';
import { getSafeSyncToken } from '../safe-sync.constants.js';
import type { SafeSync } from '../safe-sync.interface.js';

export interface SafeSyncHealthOptions {
  /** The connection's name. @default the default connection */
  readonly connection?: string;
  /** How old an answer may be before the database is asked again. @default 60000 */
  readonly maxAgeMs?: number;
  /** How long the database may take to answer. @default 5000 */
  readonly timeoutMs?: number;
}

/** What is told beside `up` or `down`. */
export interface SafeSyncHealth {
  readonly status: 'up' | 'down';
  readonly database?: string;
  /** `down`: what breaks; `up`: what else differs. */
  readonly findings?: readonly Pick<DriftFinding, 'severity' | 'table' | 'name' | 'found' | 'expected'>[];
  /** Why nobody knows. */
  readonly message?: string;
  /** How old the answer is. */
  readonly ageMs: number;
}

export type SafeSyncHealthResult<Key extends string = string> = Record<Key, SafeSyncHealth>;

interface Answer {
  readonly asked: Promise<Omit<SafeSyncHealth, 'ageMs'>>;
  at: number;
}

/** The parts of terminus that not every version has: 10 has the error, 11 and later the service. */
// A CommonJS module may show its names on `default` alone.
const { HealthIndicatorService, HealthCheckError } = { ...Object(Reflect.get(terminus, 'default')), ...terminus } as {
  readonly HealthIndicatorService?: new () => Checks;
  readonly HealthCheckError?: new (message: string, causes: unknown) => Error;
};

interface Checks {
  check(key: string): { up(data: object): object; down(data: object): object };
}

/**
 * Tells whether the database is what the models need: `up`, or `down` with what queries will fail on. It writes nothing,
 * and asks the database once in `maxAgeMs`, however often it is called.
 *
 * @example
 * @Module({ imports: [TerminusModule], controllers: [HealthController], providers: [SafeSyncHealthIndicator] })
 * // in the controller
 * @Get('ready') @HealthCheck()
 * ready() {
 *   return this.health.check([() => this.schema.isHealthy('schema')]);
 * }
 */
@Injectable()
export class SafeSyncHealthIndicator {
  private readonly answers = new Map<string, Answer>();

  constructor(@Inject(ModuleRef) private readonly modules: ModuleRef) {}

  /**
   * @param key under which the result stands
   * @throws HealthCheckError when it is down, on @nestjs/terminus 10, which knows no other way
   */
  async isHealthy<Key extends string = 'schema'>(
    key: Key = 'schema' as Key,
    options: SafeSyncHealthOptions = {},
  ): Promise<SafeSyncHealthResult<Key>> {
    const answer = this.answer(options);
    const health = { ...(await answer.asked), ageMs: Date.now() - answer.at };
    const { status, ...data } = health;
    if (HealthIndicatorService !== undefined) {
      const indicator = this.checks(HealthIndicatorService).check(key);
      return (status === 'up' ? indicator.up(data) : indicator.down(data)) as SafeSyncHealthResult<Key>;
    }
    const result = { [key]: health } as SafeSyncHealthResult<Key>;
    if (status === 'up' || HealthCheckError === undefined) return result;
    throw new HealthCheckError(`${key} is down`, result);
  }

  /** The application's own, where it has one. */
  private checks(Service: new () => Checks): Checks {
    try {
      return this.modules.get<Checks>(Service, { strict: false });
    } catch {
      return new Service();
    }
  }

  /** Calls that come together share one look; what failed is not kept. */
  private answer({ connection, maxAgeMs = 60_000, timeoutMs = 5_000 }: SafeSyncHealthOptions): Answer {
    const token = getSafeSyncToken(connection);
    const known = this.answers.get(token);
    if (known !== undefined && Date.now() - known.at <= maxAgeMs) return known;
    const answer: Answer = { asked: this.look(token, timeoutMs), at: Date.now() };
    this.answers.set(token, answer);
    void answer.asked.then((health) => {
      answer.at = Date.now();
      if (health.message !== undefined && this.answers.get(token) === answer) this.answers.delete(token);
    });
    return answer;
  }

  private async look(token: string, timeoutMs: number): Promise<Omit<SafeSyncHealth, 'ageMs'>> {
    try {
      const safeSync = this.modules.get<SafeSync>(token, { strict: false });
      return healthOf(await within(timeoutMs, safeSync.drift()));
    } catch (error) {
      return { status: 'down', message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Only what breaks queries takes an application out of traffic. */
function healthOf({ database, findings }: Drift): Omit<SafeSyncHealth, 'ageMs'> {
  const breaks = findings.filter(({ severity }) => severity === 'breaks');
  const told = breaks.length > 0 ? breaks : findings.filter(({ severity }) => severity === 'differs');
  return {
    status: breaks.length > 0 ? 'down' : 'up',
    database,
    findings: told.map(({ severity, table, name, found, expected }) => ({ severity, table, name, found, expected })),
  };
}

async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`The database did not answer within ${milliseconds} ms.`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
