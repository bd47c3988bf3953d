import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line between a client and a real server that a test can hold, cut or close. */
export interface TcpProxy {
  url: string;
  /** How many connections were opened so far. */
  opened(): number;
  /** Resolves once a client has opened its next connection. */
  nextConnection(): Promise<unknown>;
  /** Connections that are open now stay open but carry nothing any more; later ones work. */
  freezeOpen(): void;
  /** Nothing gets through, not even for new connections. */
  freezeAll(): void;
  close(): Promise<void>;
}

/** Opens a line to the server in `target`; `url` is `target` with the line's host and port. */
export async function openProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let opened = 0;
  let allFrozen = false;
  const server = createServer((near) => {
    opened += 1;
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    if (allFrozen) freeze([near, far]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    opened: () => opened,
    nextConnection: () => once(server, 'connection'),
    freezeOpen: () => freeze(sockets),
    freezeAll: () => {
      allFrozen = true;
      freeze(sockets);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function freeze(sockets: Iterable<Socket>): void {
  for (const socket of sockets) {
    socket.unpipe();
    socket.pause();
  }
}
