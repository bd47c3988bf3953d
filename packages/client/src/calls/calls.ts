import type {
  AskedIn,
  Call,
  CallHistoryPage,
  CallKind,
  CallShare,
  CallStats,
  CallWindowAnswer,
  CreatedShareToken,
} from '@causerie/contracts';
import { CallDesk } from './desk.ts';
import type { CallsEnvironment } from './environment.ts';
import { browserCalls } from './environment.ts';
import { queryString } from '../query-string.ts';
import type { DeviceKind } from './media-state.ts';
import { rehearse, type Rehearsal, type TriedDevices } from './rehearsal.ts';
import { type CallPhase, type CallsState, incomingCalls, phaseOf } from './state.ts';
import type { CallLine } from './transport.ts';

/** What calls are made of. */
export interface CallsOptions {
  /** Who speaks, and over what: `causerie.calls` of a messenger, or the line of a guest. */
  line: CallLine;
  /** The machine; injectable for tests and unusual hosts. */
  environment?: CallsEnvironment;
}

/** Whom to call. A ring asks one person; a room waits for whoever comes, and rings those who are invited. */
export interface NewCall {
  conversationId?: string;
  personId?: string;
  kind?: CallKind;
  mode?: 'ring' | 'room';
  title?: string;
  invite?: string[];
  /** Rooms of more than four people need `sfu`. */
  topology?: 'mesh' | 'sfu';
}

/** What somebody begins with; the camera follows the kind of the call when nothing is said. */
export interface Begin {
  microphone?: boolean;
  camera?: boolean;
  /** Goes on here with the part that another device of mine has. */
  takeOver?: boolean;
}

/** Which pages of my history of calls. */
export interface HistoryQuery {
  cursor?: string;
  limit?: number;
  conversationId?: string;
  missed?: boolean;
}

/** Over which time figures are told; ISO instants. */
export interface StatsQuery {
  from?: string;
  to?: string;
}

/** Calls of one person, or of one guest. Everything that can fail rejects with CauserieError. */
export interface Calls {
  getSnapshot(): CallsState;
  subscribe(listener: () => void): () => void;
  /** Calls that ask for me, whether or not they sound in this tab. */
  incoming(): Call[];
  /** Where my call stands; null without one. */
  phase(): CallPhase | null;
  /** Begins to listen. Safe to call again after `close`. */
  open(): void;
  /** Ends every connection and timer, and hangs up nothing: the part can be taken over elsewhere for a while. */
  close(): void;
  /** Calls somebody, or joins the call that lives already; resolves to the call. */
  start(call: NewCall, begin?: Begin): Promise<Call>;
  accept(callId: string, begin?: Begin): Promise<Call>;
  decline(callId: string): Promise<void>;
  /** Leaves my call at once, whether or not the server can be told now; `forEverybody` ends it, which only its host may. */
  hangUp(options?: { forEverybody?: boolean }): Promise<void>;
  /** Joins a call that I know, or asks in by its code or by the token of a link; who has to wait joins when they are let in. */
  join(which: { callId: string } | { code: string } | { token: string }, begin?: Begin): Promise<Call>;
  admit(callId: string, participantId: string): Promise<void>;
  remove(callId: string, participantId: string): Promise<void>;
  invite(callId: string, personId: string): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  /** Resolves to whether a screen is shown: people may change their mind. */
  shareScreen(on: boolean): Promise<boolean>;
  useDevice(kind: DeviceKind, deviceId: string): Promise<void>;
  history(query?: HistoryQuery): Promise<CallHistoryPage>;
  /** One call of mine, live or over. */
  get(callId: string): Promise<Call>;
  /** Figures over my calls that ended; of the last 30 days, or of [from, to). */
  stats(query?: StatsQuery): Promise<CallStats>;
  /** When I may open the call of a conversation. */
  window(conversationId: string): Promise<CallWindowAnswer>;
  /** A link that lets people into a room. Its token is told this once. */
  createLink(callId: string, options?: { expiresInSeconds?: number; singleSeat?: boolean }): Promise<CreatedShareToken>;
  links(callId: string): Promise<CallShare[]>;
  revokeLink(callId: string, shareTokenId: string): Promise<void>;
  /** Tries whether a call would work on this device: camera, microphone, and every way through the network; `tried` is not tried again. */
  rehearse(onStep?: (rehearsal: Rehearsal) => void, tried?: TriedDevices): Promise<Rehearsal>;
}

/** Builds the calls of one line. Nothing happens before `open`. */
export function createCalls({ line, environment = browserCalls() }: CallsOptions): Calls {
  const desk = new CallDesk(line, environment);
  const at = (callId: string, ...rest: string[]): string =>
    ['/v1/calls', callId, ...rest].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/');
  const told = async (path: string, body: unknown = {}): Promise<void> =>
    desk.heard(await line.rest('POST', path, body));
  return {
    getSnapshot: desk.store.getSnapshot,
    subscribe: desk.store.subscribe,
    incoming: () => incomingCalls(desk.store.getSnapshot(), line.whoAmI()),
    phase: () => phaseOf(desk.store.getSnapshot(), line.whoAmI()),
    open: () => desk.open(),
    close: () => desk.close(),
    start: async (call, begin) => {
      desk.needWebRtc();
      await line.claim?.();
      const made = await line.rest<Call>('POST', '/v1/calls', { ...call, device: line.device });
      return desk.begun(made, begin);
    },
    accept: (callId, begin) => desk.enter(callId, begin),
    decline: (callId) => desk.decline(callId),
    hangUp: (options = {}) => desk.hangUp(options.forEverybody === true ? 'call.end' : 'call.leave'),
    async join(which, begin) {
      if ('callId' in which) return desk.enter(which.callId, begin);
      const { call } = await line.rest<AskedIn>('POST', '/v1/calls/ask-in', which);
      desk.heard(call);
      return desk.enter(call.id, begin);
    },
    admit: (callId, participantId) => told(at(callId, 'participants', participantId, 'admit')),
    remove: (callId, participantId) => told(at(callId, 'participants', participantId, 'remove')),
    invite: (callId, personId) => told(at(callId, 'invitations'), { personId }),
    setMicrophone: async (on) => desk.media?.setMicrophone(on),
    setCamera: async (on) => desk.media?.setCamera(on),
    shareScreen: async (on) => (await desk.media?.shareScreen(on)) ?? false,
    useDevice: async (kind, deviceId) => desk.media?.choose(kind, deviceId),
    get: (callId) => line.rest('GET', at(callId)),
    stats: (query = {}) => line.rest('GET', `/v1/calls/stats${queryString(query)}`),
    history: (query = {}) => line.rest('GET', `/v1/calls/history${queryString(query)}`),
    window: (conversationId) => line.rest('GET', `/v1/calls/window${queryString({ conversationId })}`),
    createLink: (callId, options = {}) => line.rest('POST', at(callId, 'share-tokens'), options),
    links: async (callId) => (await line.rest<{ items: CallShare[] }>('GET', at(callId, 'share-tokens'))).items,
    revokeLink: async (callId, id) => void (await line.rest('DELETE', at(callId, 'share-tokens', id))),
    rehearse: (onStep, tried) => rehearse({ env: environment, ice: desk.ice, line, onStep, tried }),
  };
}
