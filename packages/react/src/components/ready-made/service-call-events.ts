import type { Call, CallLine } from '@causerie/client/calls';
import type { Emit } from './service-events.ts';
import type { ServiceCall } from './service-shapes.ts';

/** Pushes that carry a whole call. */
const SNAPSHOTS = new Set(['call.created', 'call.incoming', 'call.updated']);
const MS_PER_SECOND = 1000;

/** What was told of a call. */
interface Told {
  version: number;
  /** Whether it asked for me. */
  asked: boolean;
  ended: boolean;
}

/** Prints a call; ids of people are those of the tokens. */
export function serviceCall(call: Call): ServiceCall {
  const { id, conversationId, kind, status, endReason, initiatorId, participants, createdAt, answeredAt, endedAt } =
    call;
  const caller = participants.find((one) => one.id === initiatorId);
  const lastedMs = answeredAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(answeredAt);
  return {
    ...{ sessionId: id, conversationId, kind, status, endReason, createdAt, answeredAt, endedAt },
    callerId: caller?.person?.subject ?? null,
    callerName: caller?.name ?? '',
    participants: participants.flatMap(({ person }) => (person === null ? [] : [person.subject])),
    conferenceLink: call.link,
    conferenceCode: call.code ?? '',
    duration: lastedMs === null ? null : Math.round(lastedMs / MS_PER_SECOND),
  };
}

/** Whether somebody calls me and waits for my answer. */
export function asksFor({ participants }: Call, me: ReturnType<CallLine['whoAmI']>): boolean {
  if (me === null || !('personId' in me)) return false;
  const mine = participants.find(({ person }) => person?.id === me.personId);
  return (mine?.state === 'invited' || mine?.state === 'ringing') && mine.ringUntil !== null;
}

/**
 * Tells of calls what the line hears, without the machinery that brings sound and pictures. What was missed while there was no
 * connection is asked for when there is one again.
 */
export function bridgeCalls(line: CallLine, emit: Emit): () => void {
  const told = new Map<string, Told>();
  const announced = new Set<string>();
  let isOver = false;

  function announce(call: Call): void {
    if (announced.has(call.id)) return;
    announced.add(call.id);
    const { sessionId, conferenceLink, conferenceCode, participants } = serviceCall(call);
    emit('webrtc_session_created', { sessionId, conferenceLink, conferenceCode, participants });
  }

  function hear(call: Call): void {
    const before = told.get(call.id);
    if (isOver || before?.ended === true || (before !== undefined && call.version <= before.version)) return;
    const [ended, asked] = [call.status === 'ended', asksFor(call, line.whoAmI())];
    told.set(call.id, { version: call.version, asked, ended });
    if (asked && !ended) announce(call);
    const isRing = asked && before?.asked !== true;
    emit(ended ? 'call_ended' : isRing ? 'incoming_call' : 'call_updated', serviceCall(call));
  }

  /** Asks which calls live, and what became of those that no longer do. What fails is asked again at the next connection. */
  async function catchUp(): Promise<void> {
    const known = [...told].filter(([, { ended }]) => !ended).map(([id]) => id);
    const { calls } = await line.transport.request('call.sync', {});
    for (const call of calls) hear(call);
    const gone = known.filter((id) => calls.every((call) => call.id !== id));
    const asked = gone.map((id) => line.rest<Call>('GET', `/v1/calls/${encodeURIComponent(id)}`));
    for (const answer of await Promise.allSettled(asked)) if (answer.status === 'fulfilled') hear(answer.value);
  }

  const ready = () => void catchUp().catch(() => undefined);
  const stop = line.transport.listen({
    ready,
    lost: () => undefined,
    event: (name, payload) => {
      if (!SNAPSHOTS.has(name)) return;
      const { call } = payload as { call: Call };
      if (name === 'call.created') announce(call);
      hear(call);
    },
  });
  if (line.transport.isReady()) ready();
  return () => {
    isOver = true;
    stop();
  };
}
