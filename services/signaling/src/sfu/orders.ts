import { Id, Signal } from '@causerie/contracts';
import { z } from 'zod';

/** What the service orders its forwarding process. Parsed there: the two may be of different builds for a moment. */
export const ForwardingOrder = z.discriminatedUnion('order', [
  z.object({ order: z.literal('seat'), callId: Id, participantIds: z.array(Id) }),
  z.object({ order: z.literal('receive'), callId: Id, participantId: Id, signal: Signal }),
  z.object({ order: z.literal('close'), callId: Id }),
]);
export type ForwardingOrder = z.infer<typeof ForwardingOrder>;

/** What the forwarding process tells the service: a signal for one participant. */
export const ForwardingReport = z.object({ callId: Id, participantId: Id, signal: Signal });
export type ForwardingReport = z.infer<typeof ForwardingReport>;
