import { createAccessCache, createActors, type AccessCache } from '@causerie/auth';
import type { Announcement } from '@causerie/contracts';
import { logThrottled } from '@causerie/service-kit';
import type { GatewayDeps } from './app.ts';
import { createCallTeller, type CallTeller } from './calls/tell-call.ts';
import { createConversationTeller } from './conversations.ts';
import { counting } from './counting.ts';
import { expireTyping } from './expire-typing.ts';
import { createFollower, type Follower } from './follow.ts';
import { createOutbound } from './outbound.ts';
import type { Sessions } from './session.ts';
import { createUnreadTeller, type UnreadTeller } from './unread.ts';

/** What carries announcements to the sockets of this replica, and the short memories that go with it. */
export interface Delivery {
  accessCache: AccessCache;
  actors: ReturnType<typeof createActors>;
  follower: Follower;
  unread: UnreadTeller;
  callTeller: CallTeller;
  /** Tells an announcement to the sockets it is for. */
  hear(announcement: Announcement): void;
  stop(): void;
}

/** Makes the delivery of one replica. */
export function createDelivery(deps: GatewayDeps, sessions: Sessions): Delivery {
  const { conversations, messages, metrics, logger } = deps;
  const deliveries = metrics.counter('gateway_deliveries_total', 'Events written to sockets', ['event']);
  const countDelivered = counting(deliveries);
  const report = (message: string) => logThrottled(logger, message);
  const accessCache = createAccessCache(conversations);
  const actors = createActors(deps);
  const follower = createFollower({ messages, access: accessCache.access }, report('A socket could not catch up'));
  const unread = createUnreadTeller({ conversations, sessions }, report('Totals of unread messages could not be read'));
  const teller = createConversationTeller({ conversations, sessions }, report('A conversation could not be told anew'));
  const callTeller = createCallTeller({ ...deps, sessions }, report('A call could not be told'));
  const deliver = createOutbound({
    sessions,
    accessCache,
    actors,
    follower,
    unread,
    callTeller,
    onDelivered: (event, count) => countDelivered(count, event),
  });
  const typing = expireTyping((announcement) => {
    deliver(announcement);
    teller.hear(announcement);
  });
  return {
    accessCache,
    actors,
    follower,
    unread,
    callTeller,
    hear: typing.hear,
    stop() {
      unread.stop();
      teller.stop();
      typing.stop();
    },
  };
}
