import type { Digest, Digests } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare, required } from './prepared.ts';

/** Conversations that one e-mail counts; who has more reads "and more" in none of them. */
const CONVERSATIONS_MAX = 100;

/** People who may get an e-mail now; $1 is patience, $2 the gap between two e-mails, both in seconds. */
const PEOPLE = `
  from notification_preferences pref
  join people on people.id = pref.person_id
  where (pref.email or pref.kinds is not null)
    and people.email is not null and people.disabled_at is null and people.erased_at is null
    and notification_wanted_v1(pref, 'message', 'email')
    and (pref.emailed_at is null or pref.emailed_at < now() - $2 * interval '1 second')`;

/** Conversations of such a person with something unread that is old enough and was not told by e-mail. */
const WAITING = `
  from participants p
  join conversations c on c.id = p.conversation_id and c.deleted_at is null
  where p.person_id = people.id and p.left_at is null
    and c.last_seq > greatest(p.read_seq, p.emailed_seq)
    and (c.last_seq - p.read_seq) - (p.sent_count - p.sent_at_read) > 0
    and not exists (
      select from notification_mutes mute
      where mute.person_id = p.person_id and mute.conversation_id = p.conversation_id and mute.muted_until > now()
    )
    and exists (
      select from messages m
      where m.conversation_id = c.id and m.seq > greatest(p.read_seq, p.emailed_seq)
        and m.author_id is distinct from p.person_id and m.deleted_at is null
        and m.created_at < now() - $1 * interval '1 second'
    )`;

const DUE = `select people.id ${PEOPLE} and exists (select ${WAITING}) limit $3`;

const FIND = `
  select people.email, pref.unsubscribe_key, (
    select json_agg(waiting) from (
      select c.id as "conversationId", c.last_seq as "lastSeq",
        (c.last_seq - p.read_seq) - (p.sent_count - p.sent_at_read) as unread,
        case when pref.show_content then (
          select nullif(other.name, '') from people other
          where other.id = case c.client_id when p.person_id then c.professional_id else c.client_id end
        ) end as name
      ${WAITING}
      order by c.last_message_at desc
      limit ${CONVERSATIONS_MAX}
    ) waiting
  )
  ${PEOPLE} and people.id = $3`;

const CLAIM = `
  update notification_preferences set emailed_at = now()
  where person_id = $1 and (emailed_at is null or emailed_at < now() - $2 * interval '1 second')
  returning true`;

const TOLD = `
  update participants set emailed_seq = greatest(emailed_seq, $3)
  where person_id = $1 and conversation_id = $2`;

/** E-mails about unread messages, on Postgres. */
export function createDigests(pool: Pool): Digests {
  const due = prepare(pool, 'digests_due', DUE);
  const find = prepare(pool, 'digest_find', FIND);
  const claim = prepare(pool, 'digest_claim', CLAIM);
  const release = prepare(
    pool,
    'digest_release',
    'update notification_preferences set emailed_at = null where person_id = $1',
  );
  const told = prepare(pool, 'digest_told', TOLD);
  return {
    async due({ patienceSeconds, gapSeconds, limit }) {
      return (await due([patienceSeconds, gapSeconds, limit])).map((row) => required(row, 0));
    },
    async find({ personId, patienceSeconds, gapSeconds }) {
      const [row] = await find([patienceSeconds, gapSeconds, personId]);
      if (row === undefined || row[2] === null || row[2] === undefined) return null;
      return {
        email: required(row, 0),
        unsubscribeKey: required(row, 1),
        conversations: JSON.parse(row[2]) as Digest['conversations'],
      };
    },
    claim: async ({ personId, gapSeconds }) => (await claim([personId, gapSeconds])).length > 0,
    release: async (personId) => void (await release([personId])),
    async told(personId, conversations) {
      // One row at a time: whoever holds several rows of participants may be waited for in a circle.
      for (const { conversationId, lastSeq } of conversations) await told([personId, conversationId, lastSeq]);
    },
  };
}
