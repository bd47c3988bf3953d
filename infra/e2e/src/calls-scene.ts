import { createLogger, createRedis } from '@causerie/service-kit';
import type { Party } from './calls-party.ts';
import type { Answer, Loose, Somebody, World } from './world.ts';

/** Two people who are linked and have a conversation, and what they do about calls over REST. */
export interface Scene {
  doctor: Somebody;
  patient: Somebody;
  conversationId: string;
  /** `POST /v1/calls` by one of them, about their conversation. */
  start(by: Somebody, more?: object): Promise<Answer>;
  /** A request about a call by one of them. */
  rest(by: Somebody, method: string, path: string, body?: object): Promise<Answer>;
}

/** A fresh doctor and a fresh patient with a conversation. */
export async function meet(world: World): Promise<Scene> {
  const { doctor, patient } = await world.couple();
  const rest: Scene['rest'] = async (by, method, path, body) => world.call(method, path, await world.tokenOf(by), body);
  const { body } = await rest(doctor, 'POST', '/v1/conversations', { withSubject: patient.subject });
  const conversationId: string = body.id;
  return {
    doctor,
    patient,
    conversationId,
    rest,
    start: (by, more) => rest(by, 'POST', '/v1/calls', { conversationId, ...more }),
  };
}

/** The participant of one of two people in a call, as who may see them sees it. */
export function partOf(call: Loose, { side }: Somebody): Loose {
  return call.participants.find(({ person }: Loose) => person?.side === side);
}

/** A call that one of them starts on a device and the other answers on a device; resolves to the call as the caller sees it. */
export async function connectCall(
  scene: Scene,
  { by, device, answeredOn, mode = 'ring' }: { by: Somebody; device: Party; answeredOn: Party; mode?: string },
): Promise<Loose> {
  const { body } = await scene.start(by, { device: device.device, mode });
  await answeredOn.hear('call.incoming', ({ call }) => call.id === body.id);
  await answeredOn.ask('call.join', { callId: body.id, device: answeredOn.device });
  await device.ask('call.attach', { callId: body.id, device: device.device });
  const isActive = ({ call }: Loose): boolean => call.id === body.id && call.status === 'active';
  return (await device.hear('call.updated', isActive)).call;
}

/** Ids of the calls that a device was told anything of. */
export function callsHeardOf({ heard }: Party): Set<string> {
  const about = heard.filter(({ event }) => /^(?:call\.|webrtc_)/.test(event));
  return new Set(about.map(({ payload }) => payload.sessionId ?? payload.callId ?? payload.call.id));
}

/** Redis forgets everything that it was told. */
export async function wipeRedis({ stack }: World): Promise<void> {
  const logger = createLogger({ service: 'e2e', level: 'silent', replicaId: 'e2e' });
  const redis = createRedis({ url: stack.redisUrl, name: 'e2e-wipe', logger, role: 'commands' });
  await redis.flushall();
  redis.disconnect();
}

/** A signal of a v1 device to a participant of the call. */
export const anOffer = (callId: string, to: string, sdp: string): object => ({
  callId,
  to,
  signal: { type: 'offer', sdp },
});

/** Whether a signal that was heard is this offer. */
export const isOffer =
  (sdp: string) =>
  ({ signal }: Loose): boolean =>
    signal.sdp === sdp;

/** So many candidates to a participant of the call. */
export function candidatesTo(callId: string, to: string, count: number): object {
  const candidates = Array.from({ length: count }, (_, index) => aCandidate(index));
  return { callId, to, signal: { type: 'candidates', candidates } };
}

/** An ICE candidate as browsers write it. */
export const aCandidate = (index = 0): object => ({
  candidate: `candidate:${index} 1 udp 2122260223 192.0.2.${(index % 250) + 1} 54400 typ host`,
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'abcd',
});
