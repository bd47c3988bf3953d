import type { Socket } from 'node:net';
import type { HttpApp } from './http.ts';

/** Open requests get this long to end after close() was called; then their connections are cut. */
const CLOSE_GRACE_MS = 2_000;

/**
 * Makes `app.close()` end in bounded time. Node waits for every connection, and an upgraded or kept-alive one may
 * stay open for ever.
 */
export function boundClose(app: HttpApp): void {
  const open = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  app.addHook('preClose', async () => {
    app.server.closeIdleConnections();
    const timer = setTimeout(() => {
      for (const socket of open) socket.destroy();
    }, CLOSE_GRACE_MS);
    app.server.once('close', () => clearTimeout(timer));
  });
}
