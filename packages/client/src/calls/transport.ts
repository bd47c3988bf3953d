import type { Call, CallMedia, RingAnswer, Signal } from '@causerie/contracts';

/** What may be said about a call, whatever carries it: the session of the messenger, or a WebSocket of its own. */
export interface CallVerbs {
  /** "This device would ring" (CALL-3). */
  'call.ring': { input: { callId: string; device: string }; result: RingAnswer };
  'call.join': {
    input: { callId: string; device: string; takeOver?: boolean; media?: CallMedia };
    result: { call: Call };
  };
  /** "This connection serves that device of mine": after every reconnection. */
  'call.attach': { input: { callId: string; device: string }; result: { call: Call } };
  'call.decline': { input: { callId: string }; result: { call: Call } };
  'call.leave': { input: { callId: string }; result: { call: Call } };
  'call.end': { input: { callId: string }; result: { call: Call } };
  'call.media': { input: { callId: string; media: CallMedia }; result: { call: Call } };
  /** `to` is a participant, or the call's own id where the server forwards. */
  'call.signal': { input: { callId: string; to: string; signal: Signal }; result: object };
  'call.sync': { input: object; result: { calls: Call[] } };
}
/** Name of one of them. */
export type CallVerb = keyof CallVerbs;

/** What a transport tells. */
export interface CallListener {
  /** There is a connection, for the first time or again: whoever listens asks `call.sync`. */
  ready(): void;
  lost(): void;
  /** A push of the server: `call.incoming`, `call.updated`, `call.signal`. Others are ignored. */
  event(name: string, payload: unknown): void;
}

/** How calls talk to the server. It reconnects by itself; requests reject with CauserieError, at once without a connection. */
export interface CallTransport {
  isReady(): boolean;
  request<V extends CallVerb>(verb: V, input: CallVerbs[V]['input']): Promise<CallVerbs[V]['result']>;
  /** Returns how to stop listening. */
  listen(listener: CallListener): () => void;
}

/** A line to the call service, of a person or of a guest: what is said at once, what is asked by REST, and who speaks. */
export interface CallLine {
  transport: CallTransport;
  /** One REST request; rejects with CauserieError. */
  rest<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** The device that this line speaks for: the same for as long as the page lives, and another one in every tab. */
  device: string;
  /** Whether this tab holds the connection that tabs share; null or nothing where they share none. */
  leads?(): boolean | null;
  /** Makes the connection this tab's own: the server takes whoever it serves for the device that takes part in the call. */
  claim?(): Promise<void>;
  /** Whose line it is: a person's id, or the participant that a guest is; null while it is not known. */
  whoAmI(): { personId: string } | { participantId: string } | null;
}

/** Keeps the listeners of a transport and tells all of them. */
export class Listeners {
  readonly #all = new Set<CallListener>();

  add(listener: CallListener): () => void {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  ready(): void {
    for (const listener of this.#all) listener.ready();
  }

  lost(): void {
    for (const listener of this.#all) listener.lost();
  }

  event(name: string, payload: unknown): void {
    for (const listener of this.#all) listener.event(name, payload);
  }
}
