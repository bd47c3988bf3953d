import type { Attachment, AttachmentState, Message } from '@causerie/contracts';
import type { Attachments, KeptAttachment, NewAttachment } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

const COLUMNS = `
  a.id, a.file_name, a.media_type, a.size_bytes, a.sha256, a.width, a.height, a.state, a.external_url,
  a.conversation_id, a.uploader_id, a.message_id, a.storage_key, a.thumbnail_key`;

/** The rows of files on Postgres. */
export function createAttachments(pool: Pool): Attachments {
  return { ...createUploads(pool), ...createAttachmentWork(pool) };
}

type Uploads = Pick<Attachments, 'unclaimedCount' | 'add' | 'find' | 'withdraw'>;

/** What people do. */
function createUploads(pool: Pool): Uploads {
  const count = prepare(pool, 'unclaimed_attachments_v1', 'select unclaimed_attachments_v1($1)');
  const add = prepare(pool, 'add_attachment_v1', 'select add_attachment_v1($1, $2)');
  const find = prepare(
    pool,
    'find_attachment_v1',
    `select ${COLUMNS}
    from attachments a
    join conversations c on c.id = a.conversation_id and c.deleted_at is null
    join participants me on me.conversation_id = a.conversation_id and me.person_id = $2 and me.left_at is null
    where a.id = $1 and a.deleted_at is null and (a.message_id is not null or a.uploader_id = $2)`,
  );
  const withdraw = prepare(
    pool,
    'withdraw_attachment_v1',
    `update attachments a set deleted_at = now()
    where a.id = $1 and a.uploader_id = $2 and a.message_id is null and a.deleted_at is null
    returning a.id`,
  );

  return {
    async unclaimedCount(uploaderId) {
      const [row] = await count([uploaderId]);
      return Number(row?.[0] ?? 0);
    },
    async add(input, unclaimedMax) {
      if (!isId(input.conversationId)) return 'not_found';
      const [row = []] = await add([JSON.stringify(columnsOf(input)), unclaimedMax]);
      return required(row, 0) as Awaited<ReturnType<Attachments['add']>>;
    },
    async find(id, personId) {
      if (!isId(id) || !isId(personId)) return null;
      const [row] = await find([id, personId]);
      return row === undefined ? null : readKept(row);
    },
    async withdraw(id, uploaderId) {
      if (!isId(id)) return false;
      return (await withdraw([id, uploaderId])).length > 0;
    },
  };
}

/** What the worker does. */
function createAttachmentWork(pool: Pool): Omit<Attachments, keyof Uploads> {
  const find = prepare(
    pool,
    'find_attachment_for_work_v1',
    `select ${COLUMNS} from attachments a where a.id = $1 and a.deleted_at is null`,
  );
  const pending = prepare(
    pool,
    'pending_attachments_v1',
    `select a.id from attachments a
    where a.state = 'pending' and a.deleted_at is null and a.created_at < now() - $1::bigint * interval '1 millisecond'
    order by a.created_at limit $2`,
  );
  const settle = prepare(pool, 'settle_attachment_v1', 'select * from settle_attachment_v1($1, $2)');
  const quarantine = prepare(
    pool,
    'note_attachment_quarantine_v1',
    'update attachments set storage_key = $2, thumbnail_key = null where id = $1',
  );
  const take = prepare(pool, 'take_purgeable_attachments_v1', 'select * from take_purgeable_attachments_v1($1, $2)');
  const purged = prepare(
    pool,
    'note_attachments_purged_v1',
    'update attachments set purged_at = now() where id = any($1::uuid[]) and deleted_at is not null',
  );

  return {
    async findForWork(id) {
      const [row] = await find([id]);
      return row === undefined ? null : readKept(row);
    },
    async pendingFor({ atLeastMs, limit }) {
      return (await pending([atLeastMs, limit])).map((row) => required(row, 0));
    },
    async settle(id, state) {
      const [row] = await settle([id, state]);
      if (row === undefined) return null;
      const [message, conversationId, number, audience] = row;
      if (!message || !conversationId) return { change: null };
      const conversation = { id: conversationId, number: Number(number) };
      return {
        change: { message: JSON.parse(message) as Message, conversation, audience: audience?.split(',') ?? [] },
      };
    },
    async noteQuarantine(id, storageKey) {
      await quarantine([id, storageKey]);
    },
    async takePurgeable({ unclaimedForMs, limit }) {
      const rows = await take([unclaimedForMs, limit]);
      return rows.map((row) => ({
        id: required(row, 0),
        keys: [row[1], row[2]].filter((key) => key !== null && key !== undefined),
      }));
    },
    async notePurged(ids) {
      await purged([ids]);
    },
  };
}

/** The row as its columns are named. */
function columnsOf(input: NewAttachment): Record<string, unknown> {
  return {
    id: input.id,
    conversation_id: input.conversationId,
    uploader_id: input.uploaderId,
    state: input.state,
    file_name: input.name,
    media_type: input.mediaType,
    size_bytes: input.sizeBytes,
    sha256: input.sha256,
    width: input.width,
    height: input.height,
    storage_key: input.storageKey,
    thumbnail_key: input.thumbnailKey,
    external_url: input.url,
  };
}

function readKept(row: TextRow): KeptAttachment {
  const thumbnailKey = row[13] ?? null;
  const attachment: Attachment = {
    id: required(row, 0),
    name: required(row, 1),
    mediaType: required(row, 2),
    sizeBytes: numberOrNull(row[3]),
    sha256: row[4] ?? null,
    width: numberOrNull(row[5]),
    height: numberOrNull(row[6]),
    hasThumbnail: thumbnailKey !== null,
    state: required(row, 7) as AttachmentState,
    url: row[8] ?? null,
  };
  return {
    attachment,
    conversationId: required(row, 9),
    uploaderId: required(row, 10),
    messageId: row[11] ?? null,
    storageKey: row[12] ?? null,
    thumbnailKey,
  };
}

function numberOrNull(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}
