import type { CallStats, Causerie } from '@causerie/client';
import type { Call, CallHistoryPage, Calls } from '@causerie/client/calls';
import { asksFor, serviceCall } from './service-call-events.ts';
import { given, refusal } from './service-common.ts';
import type { Session } from './service-session.ts';
import type { ServiceCall, ServiceCalls, ServiceCallHistoryQuery, PastServiceCall } from './service-shapes.ts';
import { conversationWith } from './service-whom.ts';

/** The server's largest page of calls. */
const HISTORY_PAGE_MAX = 100;
/** Most calls of the history that are told at once. */
const HISTORY_MAX = 1_000;
const HISTORY_DEFAULT = 20;
const MS_PER_SECOND = 1000;

/** The verbs of calls. What brings sound and pictures is loaded when the first of them needs it. */
export function callVerbs(session: Session): ServiceCalls {
  const rest = <T>(method: string, path: string, body?: unknown) =>
    session.client().queries.request<T>(method, path, body);
  const at = (id: string, verb = '') => `/v1/calls/${encodeURIComponent(id)}${verb}`;
  const live = async () => (await rest<{ items: Call[] }>('GET', '/v1/calls')).items;

  /** The call that asks for me, the newest of several, where none is named. */
  async function asking(id: string | undefined): Promise<string> {
    if (id !== undefined) return id;
    const me = session.client().callLine.whoAmI();
    const calls = (await live()).filter((call) => asksFor(call, me));
    const newest = calls.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
    if (newest === undefined) throw refusal('not_found', 'nobody calls');
    return newest.id;
  }

  async function declineCall(id?: string): Promise<ServiceCall> {
    return serviceCall(await rest<Call>('POST', at(await asking(id), '/decline'), {}));
  }

  return {
    async initiateCall(whom, { kind = 'video', ...begin } = {}) {
      const client = session.client();
      const conversationId = await conversationWith(client, whom);
      return serviceCall(
        await talking(session, client, (calls) => calls.start({ conversationId, kind }, given(begin))),
      );
    },
    async acceptCall(id, begin = {}) {
      const [client, callId] = [session.client(), await asking(id)];
      return serviceCall(await talking(session, client, (calls) => calls.accept(callId, given(begin))));
    },
    declineCall,
    refuseCall: declineCall,
    endCall: async () => talking(session, session.client(), (calls) => calls.hangUp()),
    getActiveCalls: async () => (await live()).map(serviceCall),
    getCallHistory: async (query = {}) => historyOf(session.client(), query),
    getCallStatistics: async (range = {}) => rest<CallStats>('GET', `/v1/calls/stats${queryOf(range)}`),
  };
}

/**
 * Does something with the page's one engine of calls, and holds it until the call is over or the messenger is let go of. Between calls
 * it is not held: a page that shows no calls must not ring in the place of one that does.
 */
async function talking<T>(session: Session, client: Causerie, work: (calls: Calls) => Promise<T>): Promise<T> {
  const signal = session.signal();
  const { callsOver, holdCalls } = await import('../calls/shared-calls.ts');
  if (signal.aborted) throw refusal('unauthenticated', 'the messenger was let go of meanwhile');
  const { calls, stage } = callsOver(client.callLine);
  const letGo = holdCalls(client.callLine);
  stage.change({ size: 'full' });
  try {
    return await work(calls);
  } finally {
    letGoWhenOver(calls, signal, letGo);
  }
}

function letGoWhenOver(calls: Calls, signal: AbortSignal, letGo: () => void): void {
  const isOver = () => signal.aborted || calls.getSnapshot().own === null;
  if (isOver()) return letGo();
  const look = () => {
    if (!isOver()) return;
    stop();
    signal.removeEventListener('abort', look);
    letGo();
  };
  const stop = calls.subscribe(look);
  signal.addEventListener('abort', look);
}

async function historyOf(client: Causerie, query: ServiceCallHistoryQuery): Promise<PastServiceCall[]> {
  const { limit = HISTORY_DEFAULT, ...which } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > HISTORY_MAX) {
    throw refusal('invalid_input', `limit: from 1 to ${HISTORY_MAX}`);
  }
  const past: PastServiceCall[] = [];
  let cursor: string | null = null;
  do {
    const size = Math.min(HISTORY_PAGE_MAX, limit - past.length);
    const path: string = `/v1/calls/history${queryOf({ ...which, limit: size, cursor })}`;
    const page: CallHistoryPage = await client.queries.request('GET', path);
    for (const { call, direction, missed, durationMs } of page.items) {
      const duration = durationMs === null ? null : Math.round(durationMs / MS_PER_SECOND);
      past.push({ ...serviceCall(call), direction, missed, duration });
    }
    cursor = page.items.length === 0 ? null : page.nextCursor;
  } while (cursor !== null && past.length < limit);
  return past;
}

/** What was given, as the query of an address; nothing where that is nothing. */
function queryOf(query: object): string {
  const text = new URLSearchParams(
    Object.entries(given(query)).map(([name, value]) => [name, String(value)]),
  ).toString();
  return text === '' ? '' : `?${text}`;
}
