import type { Conversations } from '@causerie/core';
import { DIALECTS } from '@causerie/dialects';
import type { Server } from 'socket.io';
import type { CallTeller } from './calls/tell-call.ts';
import { admit, sessionOf, type HandshakeDeps } from './handshake.ts';
import { hearSocket, type InboundDeps } from './inbound.ts';
import type { PresenceWatch } from './presence.ts';
import type { Session, Sessions } from './session.ts';
import { topsOf } from './tops.ts';
import type { UnreadTeller } from './unread.ts';

/** What serving the namespaces needs. */
export interface NamespaceDeps extends HandshakeDeps, InboundDeps {
  conversations: Conversations;
  presence: PresenceWatch;
  replicaId: string;
  sessions: Sessions;
  unread: Pick<UnreadTeller, 'arrived'>;
  callTeller: Pick<CallTeller, 'arrived'>;
  onSessions(count: number): void;
  onWelcomeFailed(error: unknown): void;
  onCallsFailed(error: unknown): void;
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
      deps.unread.arrived(session);
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

async function welcome(deps: NamespaceDeps, session: Session): Promise<void> {
  const { dialect, person, actor, socket, say } = session;
  // Without the database a connection is still told who it is; the heartbeat brings the tops later.
  const tops =
    dialect.follows === 'all'
      ? await topsOf(deps.conversations, person.id).catch((error: unknown) => {
          deps.onWelcomeFailed(error);
          return null;
        })
      : [];
  if (tops !== null && deps.follower.awaitsStart(session)) deps.follower.followAll(session, tops);
  const expiresAt = new Date(actor.expiresAtMs).toISOString();
  say(dialect.welcome({ person, connectionId: socket.id, replica: deps.replicaId, expiresAt, tops: tops ?? [] }));
  // Without the database nothing can ring either; the next announcement of the ring comes by itself.
  await deps.callTeller.arrived(session).catch(deps.onCallsFailed);
}
