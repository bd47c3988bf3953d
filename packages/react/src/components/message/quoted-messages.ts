import type { Causerie, ConversationEntry, Message } from '@causerie/client';
import { useEffect, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useThreadContext } from '../thread/thread-context.ts';
import { perClient } from './per-client.ts';

/** Quoted messages that are remembered; the longest unused goes first. */
const REMEMBERED = 100;

const fetchedOf = perClient((client: Causerie) => {
  const fetched = new Map<string, Promise<Message>>();
  return (id: string): Promise<Message> => {
    const asked = fetched.get(id) ?? client.queries.message(id);
    fetched.delete(id);
    fetched.set(id, asked);
    asked.catch(() => fetched.delete(id));
    for (const oldest of fetched.keys()) {
      if (fetched.size <= REMEMBERED) break;
      fetched.delete(oldest);
    }
    return asked;
  };
});

/** The message that another one answers: the one that is held, or a fetched one. Undefined while it is not known. */
export function useQuoted(id: string): Message | null | undefined {
  const client = useCauserie();
  const { entry } = useThreadContext();
  const held = heldById(entry).get(id);
  const [fetched, setFetched] = useState<{ id: string; message: Message | null } | null>(null);
  const isMissing = held === undefined;
  useEffect(() => {
    if (!isMissing) return;
    let outdated = false;
    fetchedOf(client)(id).then(
      (message) => outdated || setFetched({ id, message }),
      () => outdated || setFetched({ id, message: null }),
    );
    return () => {
      outdated = true;
    };
  }, [client, id, isMissing]);
  if (held !== undefined) return held;
  if (fetched?.id !== id) return undefined;
  return laterVersion(entry, fetched.message);
}

/** One map for all bubbles of a thread. */
const maps = new WeakMap<readonly Message[], ReadonlyMap<string, Message>>();

function heldById({ messages }: ConversationEntry): ReadonlyMap<string, Message> {
  const known = maps.get(messages);
  if (known !== undefined) return known;
  const made = new Map(messages.map((message) => [message.id, message]));
  maps.set(messages, made);
  return made;
}

/** What was fetched may have been changed since; such changes are heard of, held or not. */
function laterVersion({ changes }: ConversationEntry, message: Message | null): Message | null {
  const changed = message === null ? undefined : changes.bySeq[message.seq];
  return changed !== undefined && changed.revision > (message?.revision ?? 0) ? changed : message;
}
