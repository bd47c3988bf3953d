import { type Causerie, CauserieError, type ConversationEntry } from '@causerie/client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import type { ReadyMadeStrings } from '../../strings/ready-made.ts';

/** How long what was done can be taken back by one click. */
const UNDO_MS = 8_000;

/** What was done, or could not be, with the way back where there is one. */
export interface Outcome {
  text: string;
  isFailure: boolean;
  undo: (() => void) | null;
}

/** What can be done to a conversation as a whole; `null` where nobody may. */
export interface ConversationActions {
  outcome: Outcome | null;
  markRead(entry: ConversationEntry): void;
  archive(entry: ConversationEntry): void;
  unarchive(entry: ConversationEntry): void;
  block(entry: ConversationEntry): void;
  unblock(entry: ConversationEntry): void;
  rename(entry: ConversationEntry, subject: string | null): void;
  mute(entry: ConversationEntry, isMuted: boolean): void;
  remove(entry: ConversationEntry): void;
}

type Done = keyof ReadyMadeStrings['done'];

type Run = (work: Promise<unknown>, done: Done | null, back?: () => Promise<unknown>, undone?: Done) => Promise<void>;

/** The verbs of the list, each of which says what became of it. */
export function useConversationActions(): ConversationActions {
  const client = useCauserie();
  const { strings } = useSurroundings();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), UNDO_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const run = useCallback<Run>(
    async function attempt(
      work: Promise<unknown>,
      done: Done | null,
      back?: () => Promise<unknown>,
      undone?: Done,
    ): Promise<void> {
      try {
        await work;
        if (done === null) return;
        const undo = back === undefined || undone === undefined ? null : () => void attempt(back(), undone);
        setOutcome({ text: strings.readyMade.done[done], isFailure: false, undo });
      } catch (error) {
        if (!(error instanceof CauserieError)) throw error;
        setOutcome({ text: strings.failures[error.code] ?? strings.failureElse, isFailure: true, undo: null });
      }
    },
    [strings],
  );
  const verbs = useMemo(() => verbsOf(client, run), [client, run]);
  return { outcome, ...verbs };
}

function verbsOf(client: Causerie, run: Run): Omit<ConversationActions, 'outcome'> {
  const aside = (id: string, how: Parameters<Causerie['setAside']>[1]) => client.setAside(id, how);
  return {
    markRead: ({ id, topSeq }) => void run(readUpTo(client, id, topSeq), null),
    archive: ({ id }) => void run(aside(id, 'archive'), 'archived', () => aside(id, 'unarchive'), 'unarchived'),
    unarchive: ({ id }) => void run(aside(id, 'unarchive'), 'unarchived', () => aside(id, 'archive'), 'archived'),
    block: ({ id }) => void run(aside(id, 'block'), 'blocked', () => aside(id, 'unblock'), 'unblocked'),
    unblock: ({ id }) => void run(aside(id, 'unblock'), 'unblocked'),
    rename: ({ id, subject: before }, subject) =>
      void run(
        client.renameConversation(id, subject),
        'renamed',
        () => client.renameConversation(id, before),
        'renamed',
      ),
    mute: ({ id }, isMuted) =>
      void run(
        client.notifications.setMute(id, isMuted ? null : false),
        isMuted ? 'muted' : 'unmuted',
        () => client.notifications.setMute(id, isMuted ? false : null),
        isMuted ? 'unmuted' : 'muted',
      ),
    remove: ({ id }) => void run(client.removeConversation(id), 'removed'),
  };
}

/** Marks as read up to `seq`, whether or not this device holds what is there. */
export function readUpTo(client: Causerie, conversationId: string, seq: number): Promise<unknown> {
  const path = `/v1/conversations/${encodeURIComponent(conversationId)}/read`;
  return client.queries.request('POST', path, { upToSeq: seq });
}
