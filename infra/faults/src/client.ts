import { backOff } from './backoff.ts';
import type { Doors, Draft, Person } from './door.ts';
import { makeFollower } from './follower.ts';
import type { ClientView, SendOutcome } from './history.ts';
import type { Random } from './random.ts';
import type { Recorder } from './recorder.ts';

/** One retry in so many takes the other door, so that keys meet across doors. */
const OTHER_DOOR_ONE_IN = 3;

/** One device of a person: sends until it is told what became of it, and keeps its view in step with the log. */
export interface Client {
  readonly name: string;
  readonly person: Person;
  /** Resolves when the message is acknowledged or refused for good. */
  post(draft: Draft): Promise<SendOutcome>;
  /** One more attempt for a message that was acknowledged: must return the same message. */
  repeat(draft: Draft): Promise<SendOutcome>;
  /** Fetches what is missing of a conversation. */
  catchUp(conversation: string): Promise<void>;
  /** Everything it holds, one entry per conversation of the person. */
  views(): ClientView[];
  untilConnected(): Promise<void>;
  /** Disconnects; no retry begins after this. */
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
export function makeClient({ doors, socket, ...options }: ClientOptions): Client {
  const { name, person, recorder, random } = options;
  const rest = doors.openRest(person);
  const follower = makeFollower({ ...options, rest });
  const { view } = follower;
  const live = socket ? doors.openSocket(person, name, follower) : null;
  let closed = false;
  let restCalls = 0;

  async function attempt(draft: Draft, byRest: boolean): Promise<SendOutcome> {
    const base = { client: name, person: person.id, ...draft };
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
    catchUp: follower.catchUp,
    async post(draft) {
      for (let failures = 0; ; failures++) {
        const outcome = await attempt(draft, live === null || (failures > 0 && random.below(OTHER_DOOR_ONE_IN) === 0));
        if (outcome.kind === 'ok') view.take(outcome.message);
        if (outcome.kind === 'ok' || outcome.kind === 'refused' || closed) return outcome;
        await backOff(random, failures);
      }
    },
    repeat: (draft) => attempt(draft, random.below(2) === 0),
    views: () =>
      person.conversations.map((conversation) => ({
        client: name,
        person: person.id,
        conversation,
        hintedSeq: live === null || !doors.hints ? null : view.hinted(conversation),
        messages: view.messages(conversation),
      })),
    untilConnected: async () => live?.untilConnected(),
    close() {
      closed = true;
      follower.close();
      live?.close();
    },
  };
}
