import type { Message, PersistMessage } from '@causerie/contracts';
import type { ConversationRef, PersistOutcome } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare, required, type TextRow } from './prepared.ts';

/** What is the same for every message of a batch in one conversation. */
interface Place {
  conversation: ConversationRef;
  audience: readonly string[];
  committedAt: string;
}

/** The hot path of `Messages`: one statement, one round trip, one commit per batch. */
export function createPersist(pool: Pool): (batch: readonly PersistMessage[]) => Promise<PersistOutcome[]> {
  const statement = prepare(pool, 'persist_messages_v1', 'select * from persist_messages_v1($1)');
  return async (batch) => (batch.length === 0 ? [] : readOutcomes(batch, await statement([encode(batch)])));
}

/** Short names: they are parsed once per message on the other side. Absent means null there. */
function encode(batch: readonly PersistMessage[]): string {
  return JSON.stringify(
    batch.map((message) => ({
      i: message.id,
      c: message.conversationId,
      a: message.author.id,
      k: message.clientMessageId,
      t: message.type,
      x: message.content,
      m: message.metadata ?? undefined,
      r: message.replyToId ?? undefined,
    })),
  );
}

function readOutcomes(batch: readonly PersistMessage[], rows: readonly TextRow[]): PersistOutcome[] {
  const places = new Map<string, Place>();
  const outcomes: PersistOutcome[] = [];
  for (const [index, sent] of batch.entries()) {
    const row = rows[index];
    if (row === undefined) throw new Error('The database answered fewer messages than it was given');
    const conversationId = sent.conversationId.toLowerCase();
    if (row[3] !== null) places.set(conversationId, readPlace(conversationId, row));
    outcomes.push(readOutcome(row, sent, places.get(conversationId), outcomes));
  }
  return outcomes;
}

function readPlace(conversationId: string, row: TextRow): Place {
  return {
    conversation: { id: conversationId, number: Number(row[3]) },
    audience: row[4] ? row[4].split(',') : [],
    committedAt: required(row, 5),
  };
}

function readOutcome(
  row: TextRow,
  sent: PersistMessage,
  place: Place | undefined,
  earlier: readonly PersistOutcome[],
): PersistOutcome {
  const verdict = row[0];
  if (verdict === 'n' || place === undefined) return { ok: false, code: 'not_found' };
  if (verdict === 'x') return { ok: false, code: 'conversation_closed' };
  if (verdict === 'd') {
    const first = earlier[Number(row[1]) - 1];
    if (first === undefined) throw new Error('A repeat points at no earlier message of its batch');
    return first.ok ? { ...first, created: false } : first;
  }
  const { conversation, audience } = place;
  const message =
    verdict === 'c'
      ? createdMessage(sent, place, Number(row[1]), Number(row[2]))
      : (JSON.parse(required(row, 6)) as Message);
  return { ok: true, created: verdict === 'c', message, conversation, audience };
}

function createdMessage(sent: PersistMessage, place: Place, seq: number, number: number): Message {
  return {
    id: sent.id,
    number,
    conversationId: place.conversation.id,
    seq,
    author: sent.author,
    type: sent.type,
    content: sent.content,
    metadata: sent.metadata,
    clientMessageId: sent.clientMessageId,
    replyToId: sent.replyToId,
    createdAt: place.committedAt,
    editedAt: null,
    deletedAt: null,
  };
}
