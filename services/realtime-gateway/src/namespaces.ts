import type { Conversations } from '@causerie/core';
import { DIALECTS } from '@causerie/dialects';
import type { Server } from 'socket.io';
import { admit, sessionOf, type HandshakeDeps } from './handshake.ts';
import { hearSocket, type InboundDeps } from './inbound.ts';
import type { PresenceWatch } from './presence.ts';
import type { Session, Sessions } from './session.ts';
import { topsOf } from './tops.ts';

/** What serving the namespaces needs. */
export interface NamespaceDeps extends HandshakeDeps, InboundDeps {
  conversations: Conversations;
  presence: PresenceWatch;
  replicaId: string;
  sessions: Sessions;
  onSessions(count: number): void;
  onWelcomeFailed(error: unknown): void;
}

/** Serves every namespace that a dialect speaks on: admit, register, hear, welcome. */
export function serveNamespaces(io: Server, deps: NamespaceDeps): void {
  for (const name of new Set(DIALECTS.map((dialect) => dialect.namespace))) {
    const namespace = io.of(name);
    namespace.use(admit(deps));
    namespace.on('connection', (socket) => {
      const session = sessionOf(socket);
      deps.sessions.add(session);
      deps.presence.arrived(session.person);
      deps.onSessions(deps.sessions.size);
      socket.on('disconnect', () => {
        deps.sessions.remove(session);
        deps.presence.left(session.person);
        deps.onSessions(deps.sessions.size);
      });
      hearSocket(deps, session);
      // Pushes already flow while the tops are fetched, so that nothing falls between the two (DEL-6).
      void welcome(deps, session);
    });
  }
}

async function welcome(deps: NamespaceDeps, { dialect, person, actor, socket, say }: Session): Promise<void> {
  // Without the database a connection is still told who it is; the heartbeat brings the tops later.
  const tops =
    dialect.resync === 'client'
      ? await topsOf(deps.conversations, person.id).catch((error: unknown) => {
          deps.onWelcomeFailed(error);
          return [];
        })
      : [];
  const expiresAt = new Date(actor.expiresAtMs).toISOString();
  say(dialect.welcome({ person, connectionId: socket.id, replica: deps.replicaId, expiresAt, tops }));
}
