import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A way to a relay on this machine that can be broken as the network of a telephone breaks. */
export interface BreakablePath {
  port: number;
  /** Whoever came this way so far gets through no more; who comes by a new socket does. */
  break(): void;
  close(): void;
}

/** Opens a way over UDP to a port of loopback. */
export async function openBreakablePath(relayPort: number): Promise<BreakablePath> {
  const front = createSocket('udp4');
  const ways = new Map<string, Socket>();
  const broken = new Set<string>();
  const wayOf = ({ address, port }: RemoteInfo): Socket => {
    const from = `${address}:${port}`;
    const known = ways.get(from);
    if (known !== undefined) return known;
    const way = createSocket('udp4');
    ways.set(from, way);
    way.on('message', (data) => {
      if (!broken.has(from)) front.send(data, port, address);
    });
    return way;
  };
  front.on('message', (data, from) => {
    if (!broken.has(`${from.address}:${from.port}`)) wayOf(from).send(data, relayPort, '127.0.0.1');
  });
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    port: front.address().port,
    break() {
      for (const from of ways.keys()) broken.add(from);
    },
    close() {
      for (const way of ways.values()) way.close();
      front.close();
    },
  };
}
