import { type Causerie, CauserieError, type Failure } from '@causerie/client';
import { useCallback, useEffect, useState } from 'react';
import { refusal } from './common.ts';

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

/** An id as plain JavaScript gives it: what is empty, null, or no number names nothing. */
export type GivenId = string | number | null | undefined;

/** An id as text; null where none was given, whatever stands in its place. */
export function idOf(given: GivenId): string | null {
  if (typeof given === 'number') return Number.isNaN(given) ? null : String(given);
  return typeof given === 'string' && given !== '' ? given : null;
}

/** Finds the conversation that a context means, or opens it. Rejects with CauserieError, with `invalid_input` where none is named. */
export async function conversationOf(client: Causerie, type: ContextType, id: GivenId): Promise<string> {
  const name = idOf(id);
  if (name === null) throw refusal('invalid_input', `no id of ${type} is given`);
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
    default:
      throw refusal('invalid_input', `${String(type)} is no kind of context`);
  }
}

/** The conversation of a context, once it is known. */
export interface ContextConversation {
  conversationId: string | null;
  failure: Failure | null;
  retry(): void;
}

interface Found {
  /** Whose answer it is: what was found for one person is nothing to the next. */
  client: Causerie;
  question: string;
  conversationId: string | null;
  failure: Failure | null;
}

/** Looks for the conversation of a context, again when either changes. Nothing is looked for without an id or a messenger. */
export function useContextConversation(client: Causerie | null, type: ContextType, id: GivenId): ContextConversation {
  const name = idOf(id);
  const [found, setFound] = useState<Found | null>(null);
  const [attempt, setAttempt] = useState(0);
  const question = `${attempt} ${type} ${name ?? ''}`;
  useEffect(() => {
    if (client === null || name === null) return;
    let outdated = false;
    conversationOf(client, type, name).then(
      (conversationId) => {
        if (!outdated) setFound({ client, question, conversationId, failure: null });
      },
      (error: unknown) => {
        if (outdated || !(error instanceof CauserieError)) return;
        setFound({ client, question, conversationId: null, failure: error.failure });
      },
    );
    return () => {
      outdated = true;
    };
  }, [client, question, type, name]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  const isCurrent = found?.question === question && found.client === client && name !== null;
  const current = isCurrent ? found : null;
  return {
    // What names itself needs no asking.
    conversationId: type === 'conversation' ? name : (current?.conversationId ?? null),
    failure: current?.failure ?? null,
    retry,
  };
}
