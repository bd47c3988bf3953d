import type { CallListener, CallTransport, CallVerb, CallVerbs } from './transport.ts';
import { Listeners } from './transport.ts';

/** What of the messenger's connection calls need. */
interface Session {
  isReady(): boolean;
  request(name: string, payload: unknown): Promise<unknown>;
}

/** Calls over the session that the messenger has with its gateway. Its owner says when the session comes, goes and speaks. */
export class SessionTransport implements CallTransport {
  readonly #session: Session;
  readonly #listeners = new Listeners();
  #wasReady = false;

  constructor(session: Session) {
    this.#session = session;
  }

  isReady(): boolean {
    return this.#session.isReady();
  }

  async request<V extends CallVerb>(verb: V, input: CallVerbs[V]['input']): Promise<CallVerbs[V]['result']> {
    return (await this.#session.request(verb, input)) as CallVerbs[V]['result'];
  }

  listen(listener: CallListener): () => void {
    return this.#listeners.add(listener);
  }

  /** A session is established. */
  sessionReady(): void {
    this.#wasReady = true;
    this.#listeners.ready();
  }

  /** The session's state changed: tells its loss once. */
  sessionChanged(): void {
    if (!this.#wasReady || this.#session.isReady()) return;
    this.#wasReady = false;
    this.#listeners.lost();
  }

  /** The server said something. */
  heard(name: string, payload: unknown): void {
    if (name.startsWith('call.')) this.#listeners.event(name, payload);
  }
}
