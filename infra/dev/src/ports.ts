import { createServer } from 'node:net';

/** How many neighbours of a preferred port are tried before the system picks one. */
const NEIGHBOURS = 20;

/** Ports this process has promised to somebody who has not bound them yet. */
const promised = new Set<number>();

/** True when `port` can be bound on `host` right now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await bindOnce(port, host)) !== undefined;
}

/**
 * A port that is free on `host`: `preferred`, else one of its next neighbours, else any.
 * Without a preference the system picks one.
 */
export async function findPort(preferred = 0, host = '127.0.0.1'): Promise<number> {
  const candidates = preferred === 0 ? [] : Array.from({ length: NEIGHBOURS }, (_, step) => preferred + step);
  for (const candidate of candidates) {
    if (candidate > 65_535 || promised.has(candidate)) continue;
    if (await isPortFree(candidate, host)) return promise(candidate);
  }
  for (;;) {
    const port = await bindOnce(0, host);
    if (port === undefined) throw new Error(`no free port on ${host}`);
    if (!promised.has(port)) return promise(port);
  }
}

function promise(port: number): number {
  promised.add(port);
  return port;
}

/** Binds and releases; gives the port, or undefined when somebody else has it. */
function bindOnce(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
