/** Who asked in and was not let in, or was sent away, knows of the call no more than that. */
const SEES_OTHERS = `(
  p.state not in ('waiting', 'removed')
  and (p.state <> 'left' or p.joined_at is not null or p.admitted_by_id is not null)
)`;

const OTHERS = `
  select json_agg(json_build_object(
    'person', case when who.id is not null then
      json_build_object('id', who.id, 'side', who.side, 'subject', who.subject, 'name', who.name) end,
    'name', coalesce(who.name, o.guest_name), 'role', o.role, 'state', o.state,
    'joinedAt', iso_instant(o.joined_at), 'leftAt', iso_instant(o.left_at)
  ) order by o.place)
  from call_participants o
  left join people who on who.id = o.person_id
  where o.call_id = c.id and o.id <> p.id and ${SEES_OTHERS}`;

const HAPPENINGS = `
  select json_agg(
    json_build_object('kind', e.kind, 'device', e.device, 'at', iso_instant(e.at)) order by e.seq
  )
  from call_events e where e.call_id = c.id and e.participant_id = p.id`;

const LINKS = `
  select json_agg(json_build_object(
    'id', t.id, 'createdAt', iso_instant(t.created_at), 'expiresAt', iso_instant(t.expires_at),
    'revokedAt', iso_instant(t.revoked_at), 'singleSeat', t.single_seat, 'useCount', t.use_count
  ) order by t.created_at, t.id)
  from call_share_tokens t where t.call_id = c.id and t.created_by_id = p.person_id`;

/**
 * The calls of a person as an export prints them, as one list of `personal-data.ts`: what became of each, who else was in it, and of
 * the person alone what their devices did and measured and the links they made.
 */
export const CALLS_OF_PERSON = `
  select json_build_array(iso_instant(p.call_created_at), c.id), json_build_object(
    'id', c.id, 'conversationId', case when ${SEES_OTHERS} then c.conversation_id end, 'kind', c.kind, 'mode', c.mode,
    'status', c.status, 'endReason', c.end_reason, 'title', case when ${SEES_OTHERS} then c.title end,
    'began', p.id = c.initiator_id, 'role', p.role, 'state', p.state, 'device', p.device, 'quality', p.quality,
    'createdAt', iso_instant(c.created_at),
    'answeredAt', case when ${SEES_OTHERS} then iso_instant(c.answered_at) end,
    'joinedAt', iso_instant(p.joined_at), 'leftAt', iso_instant(p.left_at), 'endedAt', iso_instant(c.ended_at),
    'others', coalesce((${OTHERS}), '[]'), 'happenings', coalesce((${HAPPENINGS}), '[]'),
    'links', coalesce((${LINKS}), '[]')
  )
  from call_participants p
  join calls c on c.id = p.call_id
  where p.person_id = $1
    and ($2::jsonb is null or (p.call_created_at, p.call_id) > (($2 ->> 0)::timestamptz, ($2 ->> 1)::uuid))
  order by p.call_created_at, p.call_id
  limit $3`;
