import { type Causerie, CauserieError, type Failure } from '@causerie/client';
import { useCallback, useEffect, useState } from 'react';

/**
 * What a conversation is about: itself, an appointment, or the person it is with, named by their id in the host's system. Which side
 * the other person is on follows from the token, so all words for a person mean the same; `person` names one by their id here.
 */
export type ContextType =
  | 'conversation'
  | 'appointment'
  | 'rendez-vous'
  | 'patient'
  | 'medecin'
  | 'doctor'
  | 'salon'
  | 'client'
  | 'professional'
  | 'provider'
  | 'user'
  | 'person';

/** Finds the conversation that a context means, or opens it. Rejects with CauserieError. */
export async function conversationOf(client: Causerie, type: ContextType, id: string | number): Promise<string> {
  const name = String(id);
  switch (type) {
    case 'conversation':
      return name;
    case 'appointment':
    case 'rendez-vous': {
      const path = `/v1/appointments/${encodeURIComponent(name)}`;
      const { conversationId } = await client.queries.request<{ conversationId: string }>('GET', path);
      return conversationId;
    }
    case 'person':
      return client.createConversation({ withPersonId: name });
    case 'patient':
    case 'medecin':
    case 'doctor':
    case 'salon':
    case 'client':
    case 'professional':
    case 'provider':
    case 'user':
      return client.createConversation({ withSubject: name });
    default: {
      const detail = `${String(type)} is no kind of context`;
      throw new CauserieError({ code: 'invalid_input', detail, retryable: false, requestId: null });
    }
  }
}

/** The conversation of a context, once it is known. */
export interface ContextConversation {
  conversationId: string | null;
  failure: Failure | null;
  retry(): void;
}

interface Found {
  question: string;
  conversationId: string | null;
  failure: Failure | null;
}

/** Looks for the conversation of a context, again when either changes. Nothing is looked for without an id or a messenger. */
export function useContextConversation(
  client: Causerie | null,
  type: ContextType,
  id: string | number | null | undefined,
): ContextConversation {
  const isAsked = id !== null && id !== undefined && id !== '';
  const [found, setFound] = useState<Found | null>(null);
  const [attempt, setAttempt] = useState(0);
  const question = `${attempt} ${type} ${String(id)}`;
  useEffect(() => {
    if (client === null || !isAsked) return;
    let outdated = false;
    conversationOf(client, type, id).then(
      (conversationId) => {
        if (!outdated) setFound({ question, conversationId, failure: null });
      },
      (error: unknown) => {
        if (outdated || !(error instanceof CauserieError)) return;
        setFound({ question, conversationId: null, failure: error.failure });
      },
    );
    return () => {
      outdated = true;
    };
  }, [client, isAsked, question, type, id]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const current = found?.question === question && isAsked ? found : null;
  return {
    // What names itself needs no asking.
    conversationId: type === 'conversation' && isAsked ? String(id) : (current?.conversationId ?? null),
    failure: current?.failure ?? null,
    retry,
  };
}
