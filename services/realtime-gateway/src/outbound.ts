import type { AccessCache } from '@causerie/auth';
import type { Announcement, Event } from '@causerie/contracts';
import { encode } from '@causerie/dialects';
import type { Follower } from './follow.ts';
import type { Sessions } from './session.ts';

/** Message ids that are remembered per generation, to pass over an announcement that a retried job repeats. */
const REMEMBERED_MAX = 20_000;

/** What delivering needs. */
export interface OutboundDeps {
  sessions: Sessions;
  accessCache: AccessCache;
  follower: Follower;
  onDelivered(eventType: Event['type'], count: number): void;
}

/**
 * Delivers announcements to the sockets of this replica whose person is in the audience (DEL-7); never re-broadcasts:
 * every replica hears the announcement itself. A job that ran twice announces twice; the second time is passed over here.
 */
export function createOutbound(deps: OutboundDeps): (announcement: Announcement) => void {
  const isRepeated = createMemory();
  return ({ audience, event }) => {
    if (event.type === 'message.created' && isRepeated(event.message.id)) return;
    if (event.type === 'conversation.updated') deps.accessCache.forget(event.conversation.id);
    let count = 0;
    for (const personId of audience) {
      for (const session of deps.sessions.of(personId) ?? []) {
        if (event.type === 'message.created' && session.dialect.resync === 'gateway')
          deps.follower.hear(session, event);
        else session.say(encode(session.dialect, event, session));
        count++;
      }
    }
    deps.onDelivered(event.type, count);
  };
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
