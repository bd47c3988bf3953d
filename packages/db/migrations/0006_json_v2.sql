-- A message as the contracts print it. Removed ones keep their place in the log and lose what they said.
create function message_json_v2(m messages) returns json
language sql stable
return json_build_object(
  'id', m.id,
  'number', m.number,
  'conversationId', m.conversation_id,
  'seq', m.seq,
  'author', (
    select json_build_object('id', a.id, 'side', a.side, 'subject', a.subject, 'name', a.name)
    from people a where a.id = m.author_id
  ),
  'type', m.type,
  'content', case when m.deleted_at is null then m.content else '' end,
  'metadata', case when m.deleted_at is null then m.metadata end,
  'clientMessageId', m.client_key,
  'replyToId', m.reply_to_id,
  'mentions', case when m.deleted_at is null then coalesce(to_json(m.mentions), '[]'::json) else '[]'::json end,
  'reactions', case when m.deleted_at is null then coalesce(m.reactions, '[]'::jsonb) else '[]'::jsonb end,
  'attachments', case when m.deleted_at is null then coalesce(m.attachments, '[]'::jsonb) else '[]'::jsonb end,
  'revision', m.revision,
  'createdAt', iso_instant(m.created_at),
  'editedAt', iso_instant(m.edited_at),
  'deletedAt', iso_instant(m.deleted_at)
);
--> statement-breakpoint
-- A conversation as the contracts print it, with everyone who is in it and its last message.
create function conversation_json_v2(c conversations) returns json
language sql stable
return json_build_object(
  'id', c.id,
  'number', c.number,
  'status', c.status,
  'subject', c.subject,
  'appointmentId', c.appointment_id,
  'participants', (
    select coalesce(json_agg(participant_json_v1(p, c.last_seq) order by p.joined_at, p.role desc, p.person_id), '[]'::json)
    from participants p where p.conversation_id = c.id and p.left_at is null
  ),
  'lastSeq', c.last_seq,
  'revision', c.revision,
  'blockedById', c.blocked_by_id,
  'lastMessage', (
    select message_json_v2(m) from messages m where m.conversation_id = c.id and m.seq = c.last_seq
  ),
  'createdAt', iso_instant(c.created_at),
  'updatedAt', iso_instant(c.updated_at),
  'lastMessageAt', iso_instant(c.last_message_at)
);
