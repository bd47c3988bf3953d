import { type Causerie, CauserieError, type Failure } from '@causerie/client';
import { useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { conversationOf, type GivenId, idOf } from '../ready-made/context-conversation.ts';

/** Whom a ready-made component calls. */
export interface Whom {
  /** The conversation whose other person is called. */
  conversationId?: string | null | undefined;
  /** Or the person, by their id in the host's system: their conversation is found, or made, when they are called. */
  toUserId?: GivenId;
}

/** The conversation with whoever is meant. */
export interface Reached {
  /** Somebody is meant. */
  isSomebody: boolean;
  /** Null before the conversation is known. */
  conversationId: string | null;
  /** Finds the conversation, or makes it; null, and a `failure`, when that did not work. */
  find(): Promise<string | null>;
  /** Why they could not be reached the last time. */
  failure: Failure | null;
}

interface Asked {
  /** Who asked: what was found for one person is nothing to the next. */
  client: Causerie;
  subject: string;
  found: string | null;
  failure: Failure | null;
}

/** Knows how to reach whoever is meant. Nothing is asked, and no conversation is made, before somebody wants to call them. */
export function useWhom({ conversationId, toUserId }: Whom): Reached {
  const client = useCauserie();
  const subject = idOf(toUserId);
  const [asked, setAsked] = useState<Asked | null>(null);
  const current = asked?.subject === subject && asked.client === client ? asked : null;
  const known = idOf(conversationId) ?? current?.found ?? null;
  return {
    isSomebody: known !== null || subject !== null,
    conversationId: known,
    failure: known === null ? (current?.failure ?? null) : null,
    async find() {
      if (known !== null || subject === null) return known;
      setAsked(null);
      try {
        const found = await conversationOf(client, 'user', subject);
        setAsked({ client, subject, found, failure: null });
        return found;
      } catch (error) {
        if (!(error instanceof CauserieError)) throw error;
        setAsked({ client, subject, found: null, failure: error.failure });
        return null;
      }
    },
  };
}
