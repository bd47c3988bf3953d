import { AppError, CALL_FRAME_MAX_BYTES, CALL_SOCKET_PATH } from '@causerie/contracts';
import { describeError, type HttpApp, type Logger, type RateLimits } from '@causerie/service-kit';
import websocket, { type WebSocket } from '@fastify/websocket';

/** What serving the plain WebSocket needs. */
export interface SocketRouteDeps {
  /** Origins of the web pages that may connect; a request without one comes from a native app, and its token decides. */
  corsOrigins: readonly string[];
  limits?: Pick<RateLimits, 'handshake'> | undefined;
  logger: Logger;
  hear(ws: WebSocket, requestId: string): void;
}

/** Serves the plain WebSocket of calls. */
export async function socketRoutes(
  app: HttpApp,
  { corsOrigins, limits, logger, hear }: SocketRouteDeps,
): Promise<void> {
  const allowed = new Set(corsOrigins);
  await app.register(websocket, {
    options: { maxPayload: CALL_FRAME_MAX_BYTES, perMessageDeflate: false },
    errorHandler(error, socket) {
      // A frame that is too large, or a line that broke: the library has closed it with the code that says so.
      logger.debug({ error: describeError(error) }, 'A call socket failed');
      socket.terminate();
    },
  });
  await app.register(async (scope) => {
    scope.get(
      CALL_SOCKET_PATH,
      {
        websocket: true,
        async onRequest(request) {
          const { origin } = request.headers;
          if (origin !== undefined && !allowed.has(origin))
            throw new AppError('forbidden', 'this origin may not connect');
          limits?.handshake(request.ip);
        },
      },
      (socket, request) => hear(socket, request.id),
    );
  });
}
