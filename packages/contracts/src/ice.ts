import { z } from 'zod';
import { Instant } from './entities.ts';

/** Longest life of credentials for the relay, in seconds (CALL-10). */
export const ICE_CREDENTIAL_LIFE_MAX_SECONDS = 3600;

/** One entry of `RTCConfiguration.iceServers`. */
export const IceServer = z.object({
  urls: z.array(z.string()).min(1),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof IceServer>;

/** Answer of `GET /v1/calls/ice-servers`: what an `RTCPeerConnection` is made with. To be asked for again before each call. */
export const IceConfiguration = z.object({
  iceServers: z.array(IceServer),
  /** `relay` hides the addresses of the two ends from each other. */
  iceTransportPolicy: z.enum(['all', 'relay']),
  /** Until then the relay takes these credentials; null without a relay. */
  expiresAt: Instant.nullable(),
});
export type IceConfiguration = z.infer<typeof IceConfiguration>;

/** How one step of a rehearsal went; `skipped` where there is nothing to try. */
export const RehearsalOutcome = z.enum(['ok', 'failed', 'denied', 'missing', 'busy', 'skipped']);
export type RehearsalOutcome = z.infer<typeof RehearsalOutcome>;

/** Body of `POST /v1/calls/rehearsals`: what a device found when it tried whether a call would work. Counted, and not kept. */
export const RehearsalReport = z.object({
  camera: RehearsalOutcome,
  microphone: RehearsalOutcome,
  stun: RehearsalOutcome,
  turnUdp: RehearsalOutcome,
  turnTcp: RehearsalOutcome,
  turnTls: RehearsalOutcome,
});
export type RehearsalReport = z.infer<typeof RehearsalReport>;
