import { ForwardingOrder, type ForwardingReport } from './orders.ts';
import type { LegSettings } from './leg.ts';
import { openRoom, type Room } from './room.ts';

/**
 * Forwards media in this process, as its parent orders over the IPC channel, until the channel closes. A process of its own,
 * because what native code does wrong ends a process, and no call that rings may end with it.
 */
export function runForwarder(settings: LegSettings): void {
  const rooms = new Map<string, Room>();
  const roomOf = (callId: string): Room => {
    const room =
      rooms.get(callId) ??
      openRoom({
        settings,
        nowMs: Date.now,
        signal: (participantId, signal) =>
          void process.send?.({ callId, participantId, signal } satisfies ForwardingReport),
      });
    rooms.set(callId, room);
    return room;
  };
  process.on('message', (message) => {
    const order = ForwardingOrder.parse(message);
    if (order.order === 'seat') roomOf(order.callId).seat(order.participantIds);
    else if (order.order === 'receive') rooms.get(order.callId)?.receive(order.participantId, order.signal);
    else {
      rooms.get(order.callId)?.close();
      rooms.delete(order.callId);
    }
  });
  process.once('disconnect', () => process.exit(0));
  // Whoever stops the service signals the whole group; the service decides when this process ends.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
}
