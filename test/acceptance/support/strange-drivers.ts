/**
 * The least that Sequelize needs of a driver to connect and to be answered: for dialects whose servers and drivers are not
 * here. Every statement that is sent is kept.
 */
import { EventEmitter } from 'node:events';

export interface StrangeDriver {
  readonly dialectModule: object;
  readonly sent: string[];
}

export const strangeDrivers: Readonly<Record<string, () => StrangeDriver>> = {
  mssql: () => {
    const sent: string[] = [];
    class Connection extends EventEmitter {
      readonly STATE = { INITIALIZED: {} };
      readonly state = this.STATE.INITIALIZED;
      closed = false;
      connect(): void {
        setImmediate(() => this.emit('connect'));
      }
      execSql(request: Request): void {
        sent.push(request.sql);
        setImmediate(() => request.done(null, 0));
      }
      close(): void {
        this.closed = true;
        setImmediate(() => this.emit('end'));
      }
    }
    class Request extends EventEmitter {
      constructor(
        readonly sql: string,
        readonly done: (error: Error | null, rows: number) => void,
      ) {
        super();
      }
    }
    return { dialectModule: { Connection, Request, TYPES: {}, ISOLATION_LEVEL: {} }, sent };
  },
  oracle: () => {
    const sent: string[] = [];
    const connection = Object.assign(new EventEmitter(), {
      oracleServerVersionString: '21.3.0.0.0',
      execute: async (sql: string) => {
        sent.push(sql);
        return { rows: [], metaData: [] };
      },
      isHealthy: () => true,
      close: (done: () => void) => setImmediate(done),
    });
    return { dialectModule: { getConnection: async () => connection }, sent };
  },
  db2: () => {
    const sent: string[] = [];
    class Database {
      connected = false;
      open(_config: object, done: (error: null) => void): void {
        this.connected = true;
        setImmediate(() => done(null));
      }
      prepare(sql: string, done: (error: null, statement: object) => void): void {
        sent.push(sql);
        const result = { fetchAllSync: () => [], getColumnMetadataSync: () => [], closeSync: () => undefined };
        const execute = (_bind: unknown, answer: (error: null, result: object) => void): void => answer(null, result);
        done(null, { execute, closeSync: () => undefined });
      }
      close(done: () => void): void {
        this.connected = false;
        done();
      }
    }
    return { dialectModule: { Database }, sent };
  },
  snowflake: () => {
    const sent: string[] = [];
    const connection = {
      connect: (done: (error: null, connection: object) => void) => setImmediate(() => done(null, connection)),
      execute({
        sqlText,
        complete,
      }: {
        sqlText: string;
        complete: (error: null, statement: null, rows: object[]) => void;
      }) {
        sent.push(sqlText);
        setImmediate(() => complete(null, null, []));
      },
      isUp: () => true,
      getId: () => 'one',
      destroy: (done: (error: null) => void) => setImmediate(() => done(null)),
    };
    return { dialectModule: { createConnection: () => connection }, sent };
  },
};
