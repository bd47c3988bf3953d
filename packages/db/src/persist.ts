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
  return async (batch) => {
    if (batch.length === 0) return [];
    const firsts = firstOfEach(batch);
    const distinct = batch.filter((_, index) => firsts[index] === index);
    const settled = readOutcomes(distinct, await statement([encode(distinct)]));
    return distinct.length === batch.length ? settled : shareFates(firsts, settled);
  };
}

/** For each message, the index of the first one in the batch with the same author and client key in the conversation. */
function firstOfEach(batch: readonly PersistMessage[]): number[] {
  const seen = new Map<string, number>();
  return batch.map(({ conversationId, author, clientMessageId }, index) => {
    const key = `${conversationId.toLowerCase()}${author.id.toLowerCase()}${clientMessageId}`;
    const first = seen.get(key);
    if (first !== undefined) return first;
    seen.set(key, index);
    return index;
  });
}

/** A repeat within the batch shares the fate of its first, also when that was refused. */
function shareFates(firsts: readonly number[], settled: readonly PersistOutcome[]): PersistOutcome[] {
  const outcomes: PersistOutcome[] = [];
  let next = 0;
  for (const [index, first] of firsts.entries()) {
    const outcome = first === index ? settled[next++] : outcomes[first];
    if (outcome === undefined) throw new Error('A repeat points at no earlier message of its batch');
    outcomes.push(first === index || !outcome.ok ? outcome : { ...outcome, created: false });
  }
  return outcomes;
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
    outcomes.push(readOutcome(row, sent, places.get(conversationId)));
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

function readOutcome(row: TextRow, sent: PersistMessage, place: Place | undefined): PersistOutcome {
  const verdict = row[0];
  if (verdict === 'x') return { ok: false, code: 'conversation_closed' };
  if (verdict === 'n' || place === undefined) return { ok: false, code: 'not_found' };
  const { conversation, audience } = place;
  const created = verdict === 'c';
  const message = created
    ? createdMessage(sent, place, Number(row[1]), Number(row[2]))
    : (JSON.parse(required(row, 6)) as Message);
  return { ok: true, created, message, conversation, audience };
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
