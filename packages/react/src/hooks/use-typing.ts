import { type Person, typingPeople } from '@causerie/client';
import { useMemo } from 'react';
import { useCauserie, useSelected } from './use-causerie.ts';

/** Who types in a conversation, and how to say that I do (or stopped). */
export function useTyping(conversationId: string): { people: readonly Person[]; setTyping(active: boolean): void } {
  const client = useCauserie();
  const typing = useSelected((state) => state.typing[conversationId]);
  const entry = useSelected((state) => state.conversations[conversationId]);
  const people = useMemo(() => typingPeople(entry, typing), [entry, typing]);
  return { people, setTyping: (active) => client.setTyping(conversationId, active) };
}
