/** Names on the bus. BullMQ refuses `:` in queue names, so hyphens are used everywhere. */

/** Pub/sub channel that every gateway replica listens to; frames are encoded by the bus. */
export const ANNOUNCE_CHANNEL = 'announce';

/** Most lanes that an installation may have. */
export const LANES_MAX = 64;

/** Queue of one lane of the send path. */
export function laneQueue(lane: number): string {
  return `messages-lane-${lane}`;
}

/** Pub/sub channel on which one door hears the outcome of its batches. */
export function replyChannel(doorId: string): string {
  return `reply-${doorId}`;
}

/**
 * Lane of a conversation: FNV-1a of its id, modulo the number of lanes.
 * The same conversation always rides in the same lane, so its order is kept by construction.
 */
export function laneOf(conversationId: string, lanes: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < conversationId.length; index++) {
    hash = Math.imul(hash ^ conversationId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % lanes;
}

/** Queue of what is due in calls at a moment; one job `{callId}` per moment. */
export const CALL_TIMERS_QUEUE = 'call-timers';
