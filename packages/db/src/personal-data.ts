import type { ExportPart, PersonalData } from '@causerie/core';
import type { Pool } from 'pg';
import { CALLS_OF_PERSON } from './calls-personal.ts';
import { prepare, required } from './prepared.ts';

/** Where the person is, and is still. */
const MINE = 'join conversations c on c.id = me.conversation_id and c.deleted_at is null';

/**
 * One list each: $1 the person, $2 the key (JSON) that ended the page before, or null, $3 how many. The first column is the key of a
 * row, in the order of the rows; the second the row as the export prints it.
 */
const PARTS: Readonly<Record<ExportPart, string>> = {
  profile: `
    select '0', json_build_object(
      'id', p.id, 'side', p.side, 'subject', p.subject, 'name', p.name, 'email', p.email, 'available', p.available,
      'lastSeenAt', iso_instant(p.last_seen_at), 'createdAt', iso_instant(p.created_at)
    )
    from people p where p.id = $1 and $2::jsonb is null limit $3`,
  links: `
    select to_json(p.id), json_build_object(
      'person', json_build_object('id', p.id, 'side', p.side, 'subject', p.subject, 'name', p.name),
      'since', iso_instant(l.created_at)
    )
    from links l
    join people p on p.id = case when l.client_id = $1 then l.professional_id else l.client_id end
    where (l.client_id = $1 or l.professional_id = $1) and ($2::jsonb is null or p.id > ($2 #>> '{}')::uuid)
    order by p.id limit $3`,
  edits: `
    select json_build_array(c.id, m.seq, e.revision), json_build_object(
      'messageId', m.id, 'content', e.content, 'editedAt', iso_instant(e.edited_at)
    )
    from participants me ${MINE}
    join messages m on m.conversation_id = c.id and m.edited_at is not null and m.deleted_at is null
    join message_edits e on e.message_id = m.id
    where me.person_id = $1 and me.left_at is null
      and ($2::jsonb is null or (c.id, m.seq, e.revision) > (($2 ->> 0)::uuid, ($2 ->> 1)::integer, ($2 ->> 2)::integer))
    order by c.id, m.seq, e.revision limit $3`,
  receipts: `
    select json_build_array(r.conversation_id, r.reader_id, r.kind, r.up_to_seq), json_build_object(
      'conversationId', r.conversation_id, 'readerId', r.reader_id, 'kind', r.kind, 'upToSeq', r.up_to_seq,
      'at', iso_instant(r.at)
    )
    from participants me ${MINE}
    join receipts r on r.conversation_id = me.conversation_id
    where me.person_id = $1 and me.left_at is null
      and ($2::jsonb is null or (r.conversation_id, r.reader_id, r.kind, r.up_to_seq)
        > (($2 ->> 0)::uuid, ($2 ->> 1)::uuid, $2 ->> 2, ($2 ->> 3)::integer))
    order by r.conversation_id, r.reader_id, r.kind, r.up_to_seq limit $3`,
  notifications: `
    select to_json(n.id), notification_json_v1(n)
    from notifications n
    where n.person_id = $1 and n.deleted_at is null and ($2::jsonb is null or n.id > ($2 #>> '{}')::uuid)
    order by n.id limit $3`,
  preferences: `
    select '0', json_build_object(
      'inApp', s.in_app, 'push', s.push, 'email', s.email, 'sound', s.sound, 'kinds', s.kinds,
      'showContent', s.show_content, 'quietFromMinute', s.quiet_from_minute, 'quietToMinute', s.quiet_to_minute,
      'timeZone', s.time_zone, 'emailedAt', iso_instant(s.emailed_at), 'updatedAt', iso_instant(s.updated_at)
    )
    from notification_preferences s where s.person_id = $1 and $2::jsonb is null limit $3`,
  mutes: `
    select to_json(s.conversation_id), json_build_object(
      'conversationId', s.conversation_id,
      'until', case when isfinite(s.muted_until) then iso_instant(s.muted_until) end
    )
    from notification_mutes s
    where s.person_id = $1 and ($2::jsonb is null or s.conversation_id > ($2 #>> '{}')::uuid)
    order by s.conversation_id limit $3`,
  pushSubscriptions: `
    select to_json(s.id), json_build_object(
      'id', s.id, 'endpoint', s.endpoint, 'createdAt', iso_instant(s.created_at), 'lastUsedAt', iso_instant(s.last_used_at)
    )
    from push_subscriptions s
    where s.person_id = $1 and ($2::jsonb is null or s.id > ($2 #>> '{}')::uuid)
    order by s.id limit $3`,
  appointments: `
    select to_json(a.appointment_id), appointment_json_v1(a)
    from appointments a
    where (a.client_id = $1 or a.professional_id = $1)
      and ($2::jsonb is null or a.appointment_id > ($2 #>> '{}'))
    order by a.appointment_id limit $3`,
  calls: CALLS_OF_PERSON,
  audit: `
    select to_json(a.id), json_build_object(
      'at', iso_instant(a.at), 'actorId', a.actor_id, 'actorRole', a.actor_role, 'action', a.action,
      'whoseId', a.whose_id, 'outcome', a.outcome, 'targetKind', a.target_kind, 'targetId', a.target_id
    )
    from (
      select * from audit where actor_id = $1 and ($2::jsonb is null or id > ($2 #>> '{}')::bigint)
      union
      select * from audit where whose_id = $1 and ($2::jsonb is null or id > ($2 #>> '{}')::bigint)
    ) a
    order by a.id limit $3`,
};

/** The lists of an export on Postgres. */
export function createPersonalData(pool: Pool): PersonalData {
  const statements = Object.fromEntries(
    Object.entries(PARTS).map(([part, text]) => [part, prepare(pool, `personal_${part}_v1`, text)]),
  ) as Record<ExportPart, ReturnType<typeof prepare>>;
  return {
    async page({ part, personId, after, limit }) {
      const rows = await statements[part]([personId, after, limit]);
      const last = rows.at(-1);
      return {
        items: rows.map((row) => required(row, 1)),
        next: rows.length === limit && last !== undefined ? required(last, 0) : null,
      };
    },
  };
}
