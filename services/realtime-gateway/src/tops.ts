import type { TopSeq } from '@causerie/contracts';
import type { Conversations } from '@causerie/core';
import type { Follower } from './follow.ts';
import type { Sessions } from './session.ts';

/** Conversations whose top is told at connect; older ones are seen by listing. */
export const TOPS_AT_CONNECT_MAX = 500;
/** Slow heartbeat: how long a push that was lost can stay unnoticed. */
const HEARTBEAT_INTERVAL_MS = 15_000;
/** A beat tells conversations that moved this recently: three beats, so that one failed beat changes nothing. */
const HEARTBEAT_WINDOW_MS = 3 * HEARTBEAT_INTERVAL_MS;
/** People per question to the database. */
const PEOPLE_PER_QUERY = 1000;

/** The tops of all conversations of a person (DEL-6). */
export async function topsOf(conversations: Pick<Conversations, 'tops'>, personId: string): Promise<TopSeq[]> {
  const tops = await conversations.tops({ personIds: [personId], limitPerPerson: TOPS_AT_CONNECT_MAX });
  return tops.map(({ conversationId, lastSeq, revision }) => ({ conversationId, lastSeq, revision }));
}

/** Sockets whose tops could not be read when they connected follow from now on. */
async function startFollowing({ conversations, follower, sessions }: HeartbeatDeps): Promise<void> {
  for (const session of [...sessions.all()].filter(follower.awaitsStart)) {
    follower.followAll(session, await topsOf(conversations, session.person.id));
  }
}

/** What the heartbeat needs. */
export interface HeartbeatDeps {
  conversations: Pick<Conversations, 'tops'>;
  follower: Follower;
  sessions: Sessions;
}

/** The heartbeat of tops. */
export interface Heartbeat {
  /** Beats now, for instance because the bus was away for a moment. */
  beat(): Promise<void>;
  stop(): void;
}

/**
 * Starts telling every connected person, slowly, which of their conversations moved lately (DEL-6): clients that know
 * tops fetch what they miss, and for the others the follower does.
 */
export function startHeartbeat(deps: HeartbeatDeps, onError: (error: unknown) => void): Heartbeat {
  const beat = async (): Promise<void> => {
    try {
      await startFollowing(deps);
      const people = deps.sessions.people();
      for (let start = 0; start < people.length; start += PEOPLE_PER_QUERY) {
        const personIds = people.slice(start, start + PEOPLE_PER_QUERY);
        const query = { personIds, activeWithinMs: HEARTBEAT_WINDOW_MS, limitPerPerson: TOPS_AT_CONNECT_MAX };
        const moved = new Map<string, TopSeq[]>();
        for (const { personId, ...top } of await deps.conversations.tops(query)) {
          moved.set(personId, [...(moved.get(personId) ?? []), top]);
        }
        for (const [personId, tops] of moved) {
          for (const session of deps.sessions.of(personId) ?? []) {
            session.say(session.dialect.tops(tops));
            for (const { conversationId, lastSeq } of tops) deps.follower.hearTop(session, conversationId, lastSeq);
          }
        }
      }
    } catch (error) {
      onError(error);
    }
  };
  const timer = setInterval(() => void beat(), HEARTBEAT_INTERVAL_MS);
  return { beat, stop: () => clearInterval(timer) };
}
