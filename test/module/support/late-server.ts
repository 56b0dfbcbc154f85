import { createServer, connect } from 'node:net';
import type { Server, Socket } from 'node:net';

/** A port at which nobody listens until `listen()`; from then on it leads to the real server. */
export interface LateServer {
  readonly url: string;
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** A way to a server that is not there yet. Attempts before `listen()` are refused by the operating system. */
export async function createLateServer(realUrl: string): Promise<LateServer> {
  const target = new URL(realUrl);
  const port = await freePort();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on('error', () => undefined).on('close', () => sockets.delete(end));
    }
    socket.pipe(upstream).pipe(socket);
  });
  const url = new URL(realUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    listen: () => listen(server, port),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((done) => server.close(done));
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await listen(probe, 0);
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail).listen(port, '127.0.0.1', () => done());
  });
}
