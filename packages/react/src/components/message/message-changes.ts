import { type Causerie, CauserieError, createValue, type Failure, type Message } from '@causerie/client';
import { useObservable } from '../../hooks/use-observable.ts';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { perClient } from './per-client.ts';

/** What may be done to a message that is there. */
export type ChangeVerb = 'edit' | 'remove' | 'react';

/** What became of my last doing with one message, as far as it is not in the message yet. */
interface Doing {
  /** How the message will look; null once that is sure or refused. */
  expected: ((message: Message) => Message) | null;
  problem: ChangeProblem | null;
}

/** A change that was refused, for the person to see. */
export interface ChangeProblem {
  verb: ChangeVerb;
  failure: Failure;
  again(): void;
  dismiss(): void;
}

interface Changes {
  edit(message: Message, content: string): void;
  remove(message: Message): void;
  react(message: Message, emoji: string, myId: string, active: boolean): void;
}

const changesOf = perClient((client: Causerie) => {
  const doings = createValue<Readonly<Record<string, Doing>>>({});
  const put = (id: string, doing: Doing | null) => {
    const { [id]: _old, ...others } = doings.getSnapshot();
    doings.set(doing === null ? others : { ...others, [id]: doing });
  };
  function attempt(id: string, verb: ChangeVerb, expected: Doing['expected'], ask: () => Promise<void>): void {
    const mine: Doing = { expected, problem: null };
    put(id, mine);
    // What came of an earlier doing is no news once there is a later one.
    const settle = (next: Doing | null) => {
      if (doings.getSnapshot()[id] === mine) put(id, next);
    };
    ask().then(
      () => settle(null),
      (error: unknown) => {
        const again = () => attempt(id, verb, expected, ask);
        const problem = { verb, failure: failureOf(error), again, dismiss: () => put(id, null) };
        settle({ expected: null, problem });
      },
    );
  }
  const changes: Changes = {
    edit(message, content) {
      const expected = (from: Message): Message => ({ ...from, content, editedAt: from.editedAt ?? from.createdAt });
      attempt(message.id, 'edit', expected, () => client.editMessage(message.id, content));
    },
    remove({ id }) {
      const expected = (from: Message): Message => ({ ...from, ...NOTHING, deletedAt: from.createdAt });
      attempt(id, 'remove', expected, () => client.deleteMessage(id));
    },
    react({ id }, emoji, myId, active) {
      const expected = (from: Message) => withReaction(from, emoji, myId, active);
      attempt(id, 'react', expected, () => client.react(id, emoji, active));
    },
  };
  return { doings, changes };
});

function failureOf(error: unknown): Failure {
  if (error instanceof CauserieError) return error.failure;
  return { code: 'network', detail: 'the request did not complete', retryable: true, requestId: null };
}

const NOTHING = { content: '', reactions: [], attachments: [] };

/** A message on which somebody has put an emoji, or taken it back. */
export function withReaction(message: Message, emoji: string, personId: string, active: boolean): Message {
  const known = message.reactions.find((reaction) => reaction.emoji === emoji);
  const others = (known?.personIds ?? []).filter((id) => id !== personId);
  const personIds = active ? [...others, personId] : others;
  const reactions =
    known === undefined
      ? [...message.reactions, { emoji, personIds }]
      : message.reactions.map((reaction) => (reaction === known ? { emoji, personIds } : reaction));
  return { ...message, reactions: reactions.filter((reaction) => reaction.personIds.length > 0) };
}

/** The verbs that change a message; each shows at once, and is taken back with an explanation when it is refused. */
export function useMessageChanges(): Changes {
  return changesOf(useCauserie()).changes;
}

/** A message as it will be once what I did to it is through, and what was refused. */
export function useExpected(message: Message): { message: Message; problem: ChangeProblem | null } {
  const doing = useObservable(changesOf(useCauserie()).doings)[message.id];
  return { message: doing?.expected?.(message) ?? message, problem: doing?.problem ?? null };
}
