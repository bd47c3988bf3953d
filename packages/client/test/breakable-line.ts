import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a server that a test can cut. */
export interface BreakableLine {
  /** Origin to use in the place of the server's. */
  url: string;
  /** Cuts every connection, and calls none through until {@link BreakableLine.mend}. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Opens a line to a server on this machine; at most `bytesPerMs` pass towards the server, so that there is time to cut it. */
export async function openBreakableLine(url: string, bytesPerMs: number): Promise<BreakableLine> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => {
      far.write(bytes);
      near.pause();
      setTimeout(() => near.resume(), bytes.length / bytesPerMs);
    });
    far.pipe(near);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = () => {
    whole = false;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend() {
      whole = true;
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
