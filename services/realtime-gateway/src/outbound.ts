import type { AccessCache, Actors } from '@causerie/auth';
import type { Announcement, Event, SessionRevoked } from '@causerie/contracts';
import { encode } from '@causerie/dialects';
import { isCallEvent, type CallTeller } from './calls/tell-call.ts';
import type { Follower } from './follow.ts';
import type { Sessions } from './session.ts';
import type { UnreadTeller } from './unread.ts';

/** Message ids that are remembered per generation, to pass over an announcement that a retried job repeats. */
const REMEMBERED_MAX = 20_000;

/** What delivering needs. */
export interface OutboundDeps {
  sessions: Sessions;
  accessCache: AccessCache;
  actors: Pick<Actors, 'withdraw'>;
  follower: Follower;
  unread: Pick<UnreadTeller, 'hear'>;
  callTeller: Pick<CallTeller, 'hear'>;
  onDelivered(eventType: Event['type'], count: number): void;
}

/**
 * Delivers announcements to the sockets of this replica whose person is in the audience (DEL-7); never re-broadcasts:
 * every replica hears the announcement itself. A job that ran twice announces twice; the second time is passed over here.
 */
export function createOutbound(deps: OutboundDeps): (announcement: Announcement) => void {
  const isRepeated = createMemory();
  return (announcement) => {
    const { audience, event } = announcement;
    if (event.type === 'message.created' && isRepeated(event.message.id)) return;
    if (event.type === 'conversation.updated' || event.type === 'conversation.deleted')
      deps.accessCache.forget(event.conversation.id);
    if (event.type === 'session.revoked') return endRevoked(deps, event);
    let count = 0;
    for (const personId of audience) {
      for (const session of deps.sessions.of(personId) ?? []) {
        if (event.type === 'message.created' && session.dialect.resync === 'gateway')
          deps.follower.hear(session, event);
        else if (isCallEvent(event)) deps.callTeller.hear(session, event);
        else session.say(encode(session.dialect, event, session));
        count++;
      }
    }
    deps.unread.hear(announcement);
    deps.onDelivered(event.type, count);
  };
}

/** Ends the sockets whose token was withdrawn, and lets nobody in with such a token any more (ID-12). */
function endRevoked({ actors, sessions }: OutboundDeps, { personId, issuedUpToMs }: SessionRevoked): void {
  actors.withdraw(personId, issuedUpToMs);
  for (const session of [...(sessions.of(personId) ?? [])]) {
    if (session.actor.issuedAtMs <= issuedUpToMs) session.end('revoked');
  }
}

/** Remembers the last ids in two generations, so that memory stays bounded without a clock. */
function createMemory(): (id: string) => boolean {
  let young = new Set<string>();
  let old = new Set<string>();
  return (id) => {
    if (young.has(id) || old.has(id)) return true;
    young.add(id);
    if (young.size >= REMEMBERED_MAX) {
      old = young;
      young = new Set();
    }
    return false;
  };
}
