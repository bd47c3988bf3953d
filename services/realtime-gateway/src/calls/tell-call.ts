import { AppError, type Call, type Event } from '@causerie/contracts';
import { getCall, listLiveCalls, ringCall, type CallDeps } from '@causerie/core';
import { encode } from '@causerie/dialects';
import type { Session, Sessions } from '../session.ts';
import { follow, mayRing } from './place.ts';

/** What is announced about calls. */
export type CallEvent = Extract<Event, { type: `call.${string}` }>;

/** Whether an event is about a call. */
export function isCallEvent(event: Event): event is CallEvent {
  return event.type.startsWith('call.');
}

/** Tells connections of calls. */
export interface CallTeller {
  /** Tells an event to a connection whose person is in its audience. */
  hear(session: Session, event: CallEvent): void;
  /** Tells a new connection of calls that ring, and learns which parts it serves. */
  arrived(session: Session): Promise<void>;
  /** Tells everybody anew of the calls they know of, because announcements may have been lost. */
  lookAgain(): Promise<void>;
}

/** What telling needs. */
export interface CallTellerDeps extends Omit<CallDeps, 'ids'> {
  sessions: Sessions;
}

/** A device id has so many characters at most. */
const DEVICE_MAX_LENGTH = 64;

/** Makes the teller of this replica. */
export function createCallTeller(deps: CallTellerDeps, onError: (error: unknown) => void): CallTeller {
  const say = (session: Session, event: CallEvent): void => session.say(encode(session.dialect, event, session));

  /** A client that cannot ask whether it may ring (CALL-3) is told of a ring once, after it was asked for it. */
  const ringOnce = (session: Session, call: Call): void => {
    const place = follow(session, call);
    if (place === undefined || place.asked !== null) return;
    const device = session.socket.id.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(-DEVICE_MAX_LENGTH);
    place.asked = ringCall(deps, { person: session.person }, { callId: call.id, device }).then(
      ({ ring }) => {
        if (ring) say(session, { type: 'call.incoming', call });
      },
      (error: unknown) => {
        // It rings again in a moment, for whom nothing has rung so far.
        const known = session.calls.get(call.id);
        if (known !== undefined) known.asked = null;
        onError(error);
      },
    );
  };

  const hear = (session: Session, event: CallEvent): void => {
    if (session.dialect.calls === null) return;
    if (event.type === 'call.signal') {
      if (event.toDevice !== null && event.toDevice !== session.device) return;
      const asked = session.calls.get(event.callId)?.asked;
      // Nobody can make anything of an offer for a call that they were not told of.
      if (asked) void asked.then(() => say(session, event));
      else say(session, event);
    } else if (event.type === 'call.incoming' && session.dialect.calls === 'gateway') {
      ringOnce(session, event.call);
    } else {
      follow(session, event.call);
      say(session, event);
    }
  };

  const tellAnew = async (session: Session, callId: string): Promise<void> => {
    const call = await find(deps, session, callId);
    if (call === null) session.calls.delete(callId);
    else hear(session, { type: 'call.updated', call });
  };

  return {
    hear,
    async arrived(session) {
      if (session.dialect.calls === null) return;
      for (const call of await listLiveCalls(deps, { person: session.person })) {
        if (mayRing(call, session.person.id, deps.clock.nowMs())) hear(session, { type: 'call.incoming', call });
        else follow(session, call);
      }
    },
    async lookAgain() {
      for (const session of [...deps.sessions.all()]) {
        for (const callId of [...session.calls.keys()]) await tellAnew(session, callId).catch(onError);
      }
    },
  };
}

/** Null when the person was sent away meanwhile. */
async function find(deps: CallTellerDeps, { person }: Session, callId: string): Promise<Call | null> {
  try {
    return await getCall(deps, { person }, callId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}
