import { setTimeout as delay } from 'node:timers/promises';
import type { Doors, Draft, Person, SocketDoor } from './door.ts';
import type { ClientView, SendOutcome } from './history.ts';
import type { Random } from './random.ts';
import type { Recorder } from './recorder.ts';
import { makeView } from './view.ts';

const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 1500;
/** One retry in so many takes the other door, so that keys meet across doors. */
const OTHER_DOOR_ONE_IN = 3;

/** One device of a person: sends until it is told what became of it, and keeps its view in step with the log. */
export interface Client {
  readonly name: string;
  readonly person: Person;
  /** Resolves when the message is acknowledged or refused for good. */
  post(draft: Draft): Promise<SendOutcome>;
  /** One more attempt for a message that was acknowledged: must return the same message. */
  repeat(draft: Draft): Promise<void>;
  /** Fetches what is missing; resolves when the view is as long as the log was. */
  catchUp(conversation: string): Promise<void>;
  /** Highest seq that the server told of by itself; null for a client without a socket. */
  hinted(conversation: string): number | null;
  views(): ClientView[];
  untilConnected(): Promise<void>;
  /** No retry begins after this. */
  close(): void;
}

/** What a client is made of. `socket: false` makes one that only has REST. */
export interface ClientOptions {
  name: string;
  person: Person;
  doors: Doors;
  recorder: Recorder;
  random: Random;
  socket: boolean;
  onNonsense: (client: string, what: string) => void;
}

/** Makes a client and connects it. */
export function makeClient({ name, person, doors, recorder, random, socket, onNonsense }: ClientOptions): Client {
  const view = makeView();
  const who = { client: name, person: person.id };
  const rest = doors.openRest(person);
  const fetching = new Map<string, Promise<void>>();
  let closed = false;
  let restCalls = 0;

  const live: SocketDoor | null = socket
    ? doors.openSocket(person, name, {
        onPush(connection, message) {
          recorder.pushed({ ...who, connection, message });
          view.take(message);
          noticed(message.conversation, message.seq);
        },
        onTops: (tops) => tops.forEach(({ conversation, lastSeq }) => noticed(conversation, lastSeq)),
        onNonsense: (what) => onNonsense(name, what),
      })
    : null;

  function noticed(conversation: string, seq: number): void {
    view.hint(conversation, seq);
    // Another device's push may have filled the gap already; what is complete needs no question.
    if (view.completeTo(conversation) < seq && person.conversations.includes(conversation)) void catchUp(conversation);
  }

  /** One question after another until nothing is missing; several calls share the same questions. */
  function catchUp(conversation: string): Promise<void> {
    const running = fetching.get(conversation);
    if (running !== undefined) return running;
    const begun = fetchMissing(conversation).finally(() => fetching.delete(conversation));
    fetching.set(conversation, begun);
    return begun;
  }

  async function fetchMissing(conversation: string): Promise<void> {
    for (let failures = 0; !closed;) {
      const afterSeq = view.completeTo(conversation);
      const outcome = await recorder.asking({ ...who, conversation, afterSeq }, () =>
        rest.page(conversation, afterSeq),
      );
      if (outcome.kind === 'page') {
        outcome.messages.forEach((message) => view.take(message));
        const done =
          !outcome.hasMore && view.completeTo(conversation) >= Math.min(outcome.lastSeq, view.hinted(conversation));
        // A page that brings nothing new would be asked for again for ever; the checker judges it instead.
        if (done || view.completeTo(conversation) === afterSeq) return;
      } else if (outcome.kind === 'refused') return;
      else await backOff(failures++);
    }
  }

  async function backOff(failures: number): Promise<void> {
    const limitMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** failures);
    await delay(limitMs / 2 + random.below(limitMs / 2));
  }

  async function attempt(draft: Draft, byRest: boolean): Promise<SendOutcome> {
    const base = { ...who, ...draft };
    if (live !== null && !byRest) {
      while (live.connection === null) await live.untilConnected();
      return recorder.sending({ ...base, via: 'socket', connection: live.connection }, () => live.send(draft));
    }
    // Requests that overlap have no order among them: each is a connection of its own.
    const connection = `${name}/rest-${++restCalls}`;
    return recorder.sending({ ...base, via: 'rest', connection }, () => rest.send(draft));
  }

  return {
    name,
    person,
    catchUp,
    async post(draft) {
      for (let failures = 0; ; failures++) {
        const byRest = live === null || (failures > 0 && random.below(OTHER_DOOR_ONE_IN) === 0);
        const outcome = await attempt(draft, byRest);
        if (outcome.kind === 'ok') view.take(outcome.message);
        if (outcome.kind === 'ok' || outcome.kind === 'refused' || closed) return outcome;
        await backOff(failures);
      }
    },
    async repeat(draft) {
      await attempt(draft, random.below(2) === 0);
    },
    hinted: (conversation) => (live === null ? null : view.hinted(conversation)),
    views: () =>
      person.conversations.map((conversation) => ({
        ...who,
        conversation,
        hintedSeq: live === null ? null : view.hinted(conversation),
        messages: view.messages(conversation),
      })),
    untilConnected: async () => live?.untilConnected(),
    close() {
      closed = true;
      live?.close();
    },
  };
}
