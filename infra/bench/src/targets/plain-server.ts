import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { announceReady, childConfig } from '../child.ts';
import { RECEIVE_EVENT, SEND_EVENT } from '../target.ts';
import { createPlainStore } from './plain-store.ts';

/** Settings of the plain server. */
export interface PlainServerConfig {
  databaseUrl: string;
}

/** The server a team writes first: one process, Socket.IO rooms, one transaction per message. */
const store = createPlainStore((await childConfig<PlainServerConfig>()).databaseUrl);
const http = createServer();
const io = new Server(http, { transports: ['websocket'] });

io.on('connection', (socket) => {
  const { personId, conversationId } = socket.handshake.auth as { personId: string; conversationId: string };
  void socket.join(conversationId);
  socket.on(
    SEND_EVENT,
    async (
      input: { conversationId: string; clientMessageId: string; content: string },
      answer: (reply: unknown) => void,
    ) => {
      try {
        const message = await store.save({ ...input, authorId: personId });
        if (!message) return answer({ ok: false });
        io.to(message.conversationId).emit(RECEIVE_EVENT, { message });
        answer({ ok: true, message });
      } catch {
        answer({ ok: false });
      }
    },
  );
});

http.listen(0, '127.0.0.1', () => announceReady({ port: (http.address() as AddressInfo).port }));
