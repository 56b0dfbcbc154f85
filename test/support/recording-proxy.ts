/**
 * A door to a MariaDB or MySQL server through which everything passes unchanged, and which notes every statement that a
 * client sends: what no driver, no pool and no `logging` can keep from it. Clients must not ask for TLS or compression.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface RecordingProxy {
  readonly port: number;
  /** The statements that pass while the work runs, in the order of arrival. */
  record(work: () => Promise<unknown>): Promise<string[]>;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** https://mariadb.com/kb/en/2-text-protocol/ and https://mariadb.com/kb/en/com_stmt_prepare/ */
const QUERY = 0x03;
const PREPARE = 0x16;
const HEADER = 4;

export async function openRecordingProxy(host: string, port: number): Promise<RecordingProxy> {
  const sockets = new Set<Socket>();
  let notes: string[] | undefined;
  const server: Server = createServer((client) => {
    const upstream = connect({ host, port, noDelay: true });
    client.setNoDelay(true);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      // The other end may vanish at any time: a test that kills connections means it.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    const read = packetReader((sql) => notes?.push(sql));
    client.on('data', read);
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    async record(work) {
      if (notes !== undefined) throw new Error('Statements are being recorded already.');
      const own: string[] = (notes = []);
      try {
        await work();
      } finally {
        notes = undefined;
      }
      return own;
    },
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A command is the first packet of a conversation: its number is 0, its first byte says what it is. */
function packetReader(note: (sql: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER) {
      const length = rest.readUIntLE(0, 3);
      if (rest.length < HEADER + length) return;
      const payload = rest.subarray(HEADER, HEADER + length);
      const isFirst = rest[3] === 0;
      rest = rest.subarray(HEADER + length);
      if (!isFirst || (payload[0] !== QUERY && payload[0] !== PREPARE)) continue;
      // MySQL 8 puts the number of attributes in front (none, in one set) for clients that ask for it.
      const start = payload[0] === QUERY && payload[1] === 0 && payload[2] === 1 ? 3 : 1;
      note(payload.subarray(start).toString('utf8').trim());
    }
  };
}
