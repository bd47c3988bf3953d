import type { CallStats, Causerie } from '@causerie/client';
import type { Call, CallHistoryPage, Calls } from '@causerie/client/calls';
import type { CallSurroundings } from '../calls/shared-calls.ts';
import { given, refusal } from './common.ts';
import { type GivenId, idOf } from './context-conversation.ts';
import { asksFor, serviceCall } from './service-call-events.ts';
import type { Session } from './service-session.ts';
import type { PastServiceCall, ServiceCallHistoryQuery, ServiceCalls } from './service-shapes.ts';
import { conversationWith } from './whom.ts';

/** The server's largest page of calls. */
const HISTORY_PAGE_MAX = 100;
/** Most calls of the history that are told at once. */
const HISTORY_MAX = 1_000;
const HISTORY_DEFAULT = 20;
const MS_PER_SECOND = 1000;

/** The verbs of calls. What brings sound and pictures is loaded when the first of them needs it. */
export function callVerbs({ run }: Session): ServiceCalls {
  const declineCall = (id?: string | null) =>
    run(async (client) => {
      const path = `/v1/calls/${encodeURIComponent(await asking(client, id))}/decline`;
      return serviceCall(await client.queries.request<Call>('POST', path, {}));
    });
  return {
    initiateCall: (whom, options) =>
      run(async (client, signal) => {
        const { kind, ...begin } = options ?? {};
        const conversationId = await conversationWith(client, whom);
        return entering(client, signal, (calls) =>
          calls.start({ conversationId, kind: kind ?? 'video' }, given(begin)),
        );
      }),
    acceptCall: (id, begin) =>
      run(async (client, signal) => {
        const callId = await asking(client, id);
        return entering(client, signal, (calls) => calls.accept(callId, given(begin ?? {})));
      }),
    declineCall,
    refuseCall: declineCall,
    endCall: () => run((client, signal) => talking(client, signal, ({ calls }) => calls.hangUp())),
    getActiveCalls: () => run(async (client) => (await liveCalls(client)).map(serviceCall)),
    getCallHistory: (query) => run((client) => historyOf(client, given(query ?? {}))),
    getCallStatistics: (range) =>
      run(({ queries }) => queries.request<CallStats>('GET', `/v1/calls/stats${queryOf(range ?? {})}`)),
  };
}

async function liveCalls({ queries }: Causerie): Promise<Call[]> {
  return (await queries.request<{ items: Call[] }>('GET', '/v1/calls')).items;
}

/**
 * The call that asks for me, the newest of several, where none is named. A host may hand a verb to a button as it is, which then gives
 * it an event.
 */
async function asking(client: Causerie, id: GivenId): Promise<string> {
  const named = idOf(id);
  if (named !== null) return named;
  const calls = (await liveCalls(client)).filter((call) => asksFor(call, client.callLine.whoAmI()));
  const newest = calls.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
  if (newest === undefined) throw refusal('not_found', 'nobody calls');
  return newest.id;
}

/** Begins or answers a call, which is shown at its full size. */
async function entering(client: Causerie, signal: AbortSignal, work: (calls: Calls) => Promise<Call>) {
  const call = await talking(client, signal, async ({ calls, stage }) => {
    stage.change({ size: 'full' });
    return work(calls);
  });
  return serviceCall(call);
}

/**
 * Does something with the page's one engine of calls, and holds it until the call is over or the messenger is let go of. Between calls
 * it is not held: a page that shows no calls must not ring in the place of one that does.
 */
async function talking<T>(
  { callLine }: Causerie,
  signal: AbortSignal,
  work: (surroundings: CallSurroundings) => Promise<T>,
): Promise<T> {
  const { callsOver, holdCalls } = await import('../calls/shared-calls.ts');
  signal.throwIfAborted();
  const letGo = holdCalls(callLine);
  const surroundings = callsOver(callLine);
  try {
    return await work(surroundings);
  } finally {
    letGoWhenOver(surroundings.calls, signal, letGo);
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
