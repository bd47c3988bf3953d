import type { Message, PersistMessage } from '@causerie/contracts';
import type { ConversationRef, PersistOutcome } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare, required, type TextRow } from './prepared.ts';

/** What is the same for every message of a batch in one conversation. */
interface Place {
  conversation: ConversationRef;
  audience: readonly string[];
}

/** What became of the files of a message that has some. */
type Claim = Pick<Message, 'type' | 'attachments'>;

/** The hot path of `Messages`: one statement, one round trip, one commit per batch. */
export function createPersist(pool: Pool): (batch: readonly PersistMessage[]) => Promise<PersistOutcome[]> {
  const statement = prepare(pool, 'persist_messages_v2', 'select * from persist_messages_v2($1)');
  return async (batch) => {
    if (batch.length === 0) return [];
    const canonical = batch.map(withCanonicalId);
    const firsts = firstOfEach(canonical);
    const distinct = canonical.filter((_, index) => firsts[index] === index);
    const settled = readOutcomes(distinct, (await statement([encode(distinct)]))[0] ?? []);
    return distinct.length === batch.length ? settled : shareFates(firsts, settled);
  };
}

/** Postgres prints ids in lower case; one conversation under two spellings must not look like two. */
function withCanonicalId(message: PersistMessage): PersistMessage {
  const conversationId = message.conversationId.toLowerCase();
  return conversationId === message.conversationId ? message : { ...message, conversationId };
}

/** For each message, the index of the first one in the batch with the same author and client key in the conversation. */
function firstOfEach(batch: readonly PersistMessage[]): number[] {
  const seen = new Map<string, number>();
  return batch.map(({ conversationId, author, clientMessageId }, index) => {
    const key = `${conversationId}${author.id}${clientMessageId}`;
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
      n: message.mentions?.length ? message.mentions : undefined,
      f: message.attachmentIds?.length ? message.attachmentIds : undefined,
    })),
  );
}

function readOutcomes(batch: readonly PersistMessage[], row: TextRow): PersistOutcome[] {
  const committedAt = required(row, 0);
  const verdicts = required(row, 1);
  if (verdicts.length !== batch.length) throw new Error('The database answered for another number of messages');
  const seqs = required(row, 2).split(',');
  const numbers = required(row, 3).split(',');
  const places = readPlaces(batch, required(row, 4).split(','), required(row, 5).split(','));
  const repeats = (JSON.parse(row[6] ?? '[]') as Message[]).values();
  const claims = (JSON.parse(row[7] ?? '[]') as Claim[]).values();
  return batch.map((sent, index) => {
    const verdict = verdicts[index];
    if (verdict === 'x') return { ok: false, code: 'conversation_closed' };
    if (verdict === 'u') return { ok: false, code: 'unprocessable' };
    const place = places.get(sent.conversationId);
    if (verdict === 'n' || place === undefined) return { ok: false, code: 'not_found' };
    const created = verdict === 'c';
    const message = created
      ? {
          ...createdMessage(sent, place, { seq: Number(seqs[index]), number: Number(numbers[index]), committedAt }),
          ...(sent.attachmentIds?.length ? nextOf(claims) : {}),
        }
      : nextOf(repeats);
    return { ok: true, created, message, conversation: place.conversation, audience: place.audience };
  });
}

/** The answer lists each conversation once, in the order in which the batch mentions them first. */
function readPlaces(
  batch: readonly PersistMessage[],
  numbers: readonly string[],
  audiences: readonly string[],
): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { conversationId } of batch) {
    if (places.has(conversationId)) continue;
    const number = Number(numbers[places.size]);
    const people = audiences[places.size] ?? '';
    const audience = people === '' ? [] : people.split(' ');
    places.set(conversationId, { conversation: { id: conversationId, number }, audience });
  }
  return places;
}

function nextOf<T>(answers: Iterator<T>): T {
  const { done, value } = answers.next();
  if (done === true) throw new Error('The database answered fewer messages than it counted');
  return value;
}

function createdMessage(
  sent: PersistMessage,
  { conversation }: Place,
  { seq, number, committedAt }: { seq: number; number: number; committedAt: string },
): Message {
  return {
    id: sent.id,
    number,
    conversationId: conversation.id,
    seq,
    author: sent.author,
    type: sent.type ?? 'text',
    content: sent.content,
    metadata: sent.metadata,
    clientMessageId: sent.clientMessageId,
    replyToId: sent.replyToId,
    mentions: sent.mentions ?? [],
    reactions: [],
    attachments: [],
    revision: 0,
    createdAt: committedAt,
    editedAt: null,
    deletedAt: null,
  };
}
