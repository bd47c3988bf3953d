import {
  type Attachment,
  type Causerie,
  CauserieError,
  type Message,
  sendAndWait,
  type Upload,
  type UploadSource,
} from '@causerie/client';
import { given, refusal, until } from './common.ts';
import { originOf } from './origins.ts';
import type { LegacySendOptions, UploadedFile } from './service-shapes.ts';

/** Where messages are sent in the words of médecins and patients, which know files by their addresses. */
const CONVERSATIONS = '/api/messaging/medecin-patient/conversations';

const pathOf = ({ id }: Attachment) => `/v1/attachments/${id}/content`;

/** Sends text, a file, or both; resolves to the message once the server has it. Rejects with CauserieError. */
export async function sendLegacy(
  client: Causerie,
  conversationId: string,
  content: string,
  options: LegacySendOptions,
  signal: AbortSignal,
): Promise<Message> {
  const { file, metadata, type, clientMessageId } = options;
  if (file != null && metadata?.fileUrl != null) throw refusal('invalid_input', 'a file beside metadata.fileUrl');
  const attachment = file == null ? null : await upload(client, conversationId, file, signal);
  // Whoever was let go of meanwhile sends nothing.
  signal.throwIfAborted();
  const isPlain = metadata == null && type == null && clientMessageId == null;
  if (isPlain) {
    return sendAndWait(client, conversationId, content, { attachments: attachment === null ? [] : [attachment] });
  }
  const fileUrl = attachment === null ? metadata?.fileUrl : pathOf(attachment);
  const body = given({ content, type, metadata: given({ ...metadata, fileUrl }), clientMessageId });
  const path = `${CONVERSATIONS}/${encodeURIComponent(conversationId)}/messages`;
  const { id } = await client.queries.request<{ id: string }>('POST', path, body);
  return client.queries.message(id);
}

/** Brings a file to the server, for a message that names it by its address. Rejects with CauserieError. */
export async function uploadFile(
  client: Causerie,
  conversationId: string,
  file: UploadSource,
  signal: AbortSignal,
): Promise<UploadedFile> {
  const attachment = await upload(client, conversationId, file, signal);
  const { name, sizeBytes } = attachment;
  return { fileUrl: `${originOf(client)}${pathOf(attachment)}`, fileName: name, fileSize: sizeBytes ?? file.size };
}

/** Rejects with CauserieError, and leaves nothing behind, where the file was refused, or nobody waits for it any more. */
async function upload(client: Causerie, conversationId: string, file: UploadSource, signal: AbortSignal) {
  const { uploads } = client;
  const [uploadId = ''] = uploads.add(conversationId, [file]);
  const giveUp = () => uploads.remove(conversationId, uploadId);
  signal.addEventListener('abort', giveUp);
  let last: Upload | undefined;
  let attachment: Attachment | undefined;
  await until(uploads, () => {
    last = uploads.getSnapshot()[conversationId]?.find(({ id }) => id === uploadId);
    // It shares the tray with what the person is about to send, and leaves it at once.
    if (last?.attachment != null) [attachment] = uploads.take(conversationId, [uploadId]);
    return last === undefined || last.status === 'failed' || attachment !== undefined;
  });
  signal.removeEventListener('abort', giveUp);
  if (attachment !== undefined) return attachment;
  if (last === undefined) throw refusal('not_found', 'the file was taken back');
  giveUp();
  throw last.failure === null ? refusal('internal', 'the file did not arrive') : new CauserieError(last.failure);
}
