import type { Call, CallParticipant, Signal } from '@causerie/contracts';
import type { CallsEnvironment } from '../src/calls/environment.ts';
import { type CallLine, Listeners } from '../src/calls/transport.ts';
import { CauserieError } from '../src/error.ts';
import { Ether } from './calls-fake-peer.ts';
import type { FakeClock } from './fake-clock.ts';

const EARLIER = '2026-03-02T08:59:59.000Z';
const RING_UNTIL = '2026-03-02T09:00:40.000Z';

/** A participant of a call. */
export function participant(id: string, over: Partial<CallParticipant> = {}): CallParticipant {
  return {
    id,
    person: { id: `person-${id}`, side: 'client', subject: id, name: id },
    name: id,
    role: 'client',
    state: 'joined',
    ringUntil: null,
    device: `device-${id}`,
    media: { audio: true, video: true, screen: false },
    joinedAt: EARLIER,
    leftAt: null,
    ...over,
  };
}

/** A call that somebody else began and that rings for `me`. */
export function ringingCall(over: Partial<Call> = {}): Call {
  return {
    id: 'call',
    conversationId: 'conversation',
    kind: 'video',
    mode: 'ring',
    topology: 'mesh',
    status: 'pending',
    endReason: null,
    title: null,
    initiatorId: 'other',
    hostId: 'other',
    code: null,
    link: '/conference/call',
    participants: [
      participant('other'),
      participant('me', { state: 'invited', device: null, joinedAt: null, ringUntil: RING_UNTIL }),
    ],
    version: 1,
    createdAt: EARLIER,
    answeredAt: null,
    endedAt: null,
    expiresAt: '2026-03-02T21:00:00.000Z',
    ...over,
  };
}

/** My part of a call as something else, in the next version. */
export function withMe(call: Call, over: Partial<CallParticipant>): Call {
  const participants = call.participants.map((one) => (one.id === 'me' ? { ...one, ...over } : one));
  return { ...call, participants, version: call.version + 1 };
}

/** A line whose server is the test: it sees what is asked, and says what is answered. */
export class FakeLine implements CallLine {
  readonly device = 'device-me';
  readonly listeners = new Listeners();
  readonly asked: { verb: string; input: object }[] = [];
  readonly rested: { method: string; path: string; body: unknown }[] = [];
  /** By verb; a code refuses. */
  answers: Record<string, object | string> = {};
  ready = false;
  /** Whether this tab holds the connection that tabs share; null where they share none. */
  leading: boolean | null = null;
  /** How often it asked to hold it. */
  claims = 0;
  onAsked: (verb: string) => void = () => undefined;

  readonly transport: CallLine['transport'] = {
    isReady: () => this.ready,
    listen: (listener) => this.listeners.add(listener),
    request: async (verb, input) => {
      this.asked.push({ verb, input });
      this.onAsked(verb);
      const answer = this.answers[verb] ?? (verb === 'call.sync' ? { calls: [] } : { call: ringingCall() });
      if (!this.ready || typeof answer === 'string') throw refusal(typeof answer === 'string' ? answer : 'network');
      return answer;
    },
  };

  rest<T>(method: string, path: string, body?: unknown): Promise<T> {
    this.rested.push({ method, path, body });
    const answer = this.answers[`${method} ${path}`] ?? {};
    return typeof answer === 'string' ? Promise.reject(refusal(answer)) : Promise.resolve(answer as T);
  }

  whoAmI(): { personId: string } {
    return { personId: 'person-me' };
  }

  leads(): boolean | null {
    return this.leading;
  }

  async claim(): Promise<void> {
    if (this.leading !== false) return;
    this.claims += 1;
    this.lose();
    this.leading = true;
    this.connect();
  }

  connect(): void {
    this.ready = true;
    this.listeners.ready();
  }

  lose(): void {
    this.ready = false;
    this.listeners.lost();
  }

  push(event: 'call.incoming' | 'call.updated', call: Call): void {
    this.listeners.event(event, { call });
  }

  verbs(verb: string): object[] {
    return this.asked.filter((one) => one.verb === verb).map(({ input }) => input);
  }

  /** Types of the signals that were sent. */
  signals(): string[] {
    return this.verbs('call.signal').map((input) => (input as { signal: Signal }).signal.type);
  }
}

function refusal(code: string): CauserieError {
  const retryable = code === 'network' || code === 'unavailable';
  return new CauserieError({ code: code as 'conflict', detail: code, retryable, requestId: null });
}

/** A machine without a camera, whose tabs take turns by `locks` or by `openChannel`, as the test gives them. */
export function machine(clock: FakeClock, over: Partial<CallsEnvironment> = {}): CallsEnvironment {
  const ether = new Ether();
  return {
    clock,
    network: { isOnline: () => true, onChange: () => () => undefined },
    newId: () => 'id',
    canConnect: true,
    createPeer: () => ether.create() as unknown as RTCPeerConnection,
    createStream: () => ({ addTrack: () => undefined }) as unknown as MediaStream,
    devices: null,
    locks: null,
    openChannel: () => null,
    chosenDevices: { get: () => null, set: () => undefined },
    ...over,
  };
}
