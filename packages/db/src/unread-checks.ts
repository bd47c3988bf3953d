import type { UnreadChecks } from '@causerie/core';
import type { Pool } from 'pg';
import { COUNTED_UNREAD, UNREAD_COUNT } from './conversation-lists.ts';
import { prepare } from './prepared.ts';

/** Latest messages whose people are checked. */
const CHECKED_MESSAGES = 200;
/** Most people, and most of their conversations, that one check looks at. */
const CHECKED_PEOPLE = 50;
const CHECKED_CONVERSATIONS = 500;
/** Conversations with more messages to count than this are passed over, so that a check stays cheap. */
const COUNTED_MAX = 2000;

/** Both numbers come from one statement, and so from one moment: no message can arrive between them. */
const CHECK = `
  with people as (
    select distinct p.person_id
    from (select m.conversation_id from messages m order by m.number desc limit ${CHECKED_MESSAGES}) latest
    join participants p on p.conversation_id = latest.conversation_id and p.left_at is null
    limit ${CHECKED_PEOPLE}
  )
  select count(*), count(*) filter (where told <> counted)
  from (
    select ${UNREAD_COUNT} as told, ${COUNTED_UNREAD} as counted
    from people
    join participants me on me.person_id = people.person_id and me.left_at is null
    join conversations c on c.id = me.conversation_id and c.deleted_at is null
    where c.last_seq - me.read_seq <= ${COUNTED_MAX}
    order by c.updated_at desc
    limit ${CHECKED_CONVERSATIONS}
  ) compared`;

/** The self-check of unread on Postgres. */
export function createUnreadChecks(pool: Pool): UnreadChecks {
  const check = prepare(pool, 'unread_check_v1', CHECK);
  return {
    async check() {
      const [row] = await check([]);
      return { checked: Number(row?.[0]), drifted: Number(row?.[1]) };
    },
  };
}
