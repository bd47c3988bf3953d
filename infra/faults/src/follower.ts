import { backOff } from './backoff.ts';
import type { Person, RestDoor, SocketListener } from './door.ts';
import type { Random } from './random.ts';
import type { Recorder } from './recorder.ts';
import { makeView, type View } from './view.ts';

/** What a follower is made of. */
export interface FollowerOptions {
  name: string;
  person: Person;
  rest: RestDoor;
  recorder: Recorder;
  random: Random;
  onNonsense: (client: string, what: string) => void;
}

/** The reading half of a client: keeps a view in step with the log by pushes, tops and pages (DEL-6). */
export interface Follower extends SocketListener {
  view: View;
  /** Fetches what is missing; resolves when nothing is, as far as this client knows. */
  catchUp(conversation: string): Promise<void>;
  close(): void;
}

/** Makes a follower with an empty view. */
export function makeFollower({ name, person, rest, recorder, random, onNonsense }: FollowerOptions): Follower {
  const view = makeView();
  const who = { client: name, person: person.id };
  const fetching = new Map<string, Promise<void>>();
  let closed = false;

  function noticed(conversation: string, seq: number): void {
    view.hint(conversation, seq);
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
      if (outcome.kind === 'refused') return;
      if (outcome.kind !== 'page') {
        await backOff(random, failures++);
        continue;
      }
      outcome.messages.forEach((message) => view.take(message));
      const reached = view.completeTo(conversation);
      // A page that brings nothing new would be asked for again for ever; the checker judges it instead.
      if (reached === afterSeq || (!outcome.hasMore && reached >= view.hinted(conversation))) return;
    }
  }

  return {
    view,
    catchUp,
    onPush(connection, message) {
      recorder.pushed({ ...who, connection, message });
      view.take(message);
      noticed(message.conversation, message.seq);
    },
    onTops(tops) {
      for (const { conversation, lastSeq } of tops) noticed(conversation, lastSeq);
    },
    onNonsense: (what) => onNonsense(name, what),
    close() {
      closed = true;
    },
  };
}
