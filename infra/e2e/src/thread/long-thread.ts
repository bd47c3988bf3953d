import { openDatabase } from '../matrix/database.ts';
import type { Somebody, World } from '../world.ts';

/** Who takes part in a thread of many messages, and where. */
export interface LongThread {
  conversationId: string;
  doctor: Somebody;
  patient: Somebody;
  /** How many messages there are. */
  length: number;
}

/** The message that the last but eighth one answers: far away from it. */
export const QUOTED_SEQ = 5;
/** Messages that the patient has not read. */
export const UNREAD = 40;

/** Messages of one statement: the pool gives it some seconds. */
const CHUNK = 2_500;

/** What a message says: its own number, in one to some ten lines. */
export const textOf = (seq: number): string => `Message ${seq}.${' Une phrase de plus.'.repeat((seq * 7) % 13)}`;

/**
 * Writes a thread of `length` messages between two people, two thirds of them the doctor's, in SQL, because so many sends would take
 * minutes. The patient has read all but the last {@link UNREAD}.
 */
export async function openLongThread(world: World, length: number): Promise<LongThread> {
  const { doctor, patient } = await world.couple();
  const opening = await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), {
    withSubject: patient.subject,
  });
  const conversationId = String(opening.body.id);
  const database = openDatabase(world.stack.databaseUrl);
  try {
    // The pool has one connection. What foreign keys would check a hundred thousand times is true by construction here.
    await database.query('set session_replication_role = replica', []);
    for (let from = 1; from <= length; from += CHUNK) {
      await database.query(WRITE_MESSAGES, [conversationId, length, from, Math.min(length, from + CHUNK - 1)]);
    }
    await database.query(COUNT_MESSAGES, [conversationId, length, length - UNREAD]);
    await database.query(ANSWER_ONE, [conversationId, length - 8, QUOTED_SEQ]);
  } finally {
    await database.close();
  }
  return { conversationId, doctor, patient, length };
}

const WRITE_MESSAGES = `
  insert into messages (id, conversation_id, seq, author_id, client_key, type, content, created_at)
  select gen_random_uuid(), c.id, seq, case seq % 3 when 0 then c.client_id else c.professional_id end,
    'long-' || seq, 'text', 'Message ' || seq || '.' || repeat(' Une phrase de plus.', seq * 7 % 13),
    now() - ($2::int - seq) * interval '4 minutes'
  from conversations c, generate_series($3::int, $4::int) as seq
  where c.id = $1`;

const COUNT_MESSAGES = `
  with told as (
    update conversations set last_seq = $2::int, last_message_at = now() where id = $1 returning id, client_id
  )
  update participants p set
    sent_count = case when p.person_id = told.client_id then $2::int / 3 else $2::int - $2::int / 3 end,
    read_seq = case when p.person_id = told.client_id then $3::int else $2::int end,
    sent_at_read = case when p.person_id = told.client_id then $3::int / 3 else $2::int - $2::int / 3 end
  from told where p.conversation_id = told.id`;

const ANSWER_ONE = `
  update messages set reply_to_id = (select id from messages where conversation_id = $1 and seq = $3)
  where conversation_id = $1 and seq = $2`;
