import type { ConversationEntry, Message, Person } from '@causerie/client';
import { createContext, useContext } from 'react';

/** What the composer is about to do with a message that is there already. */
export interface ComposerTarget {
  kind: 'reply' | 'edit';
  message: Message;
}

/** What the parts of an opened thread tell each other. */
export interface ThreadContextValue {
  entry: ConversationEntry;
  me: Person;
  others: readonly Person[];
  /** The message that is being answered or changed; null while a new one is written. */
  target: ComposerTarget | null;
  setTarget(target: ComposerTarget | null): void;
  /** Brings a message into view and marks it for a moment, however far away it is. */
  jumpTo(seq: number): void;
}

/** Null outside of an opened thread. */
export const ThreadContext = createContext<ThreadContextValue | null>(null);

/** The opened thread. @throws Error outside of one. */
export function useThreadContext(): ThreadContextValue {
  const value = useContext(ThreadContext);
  if (value === null) throw new Error('this needs a <Thread> above it');
  return value;
}
