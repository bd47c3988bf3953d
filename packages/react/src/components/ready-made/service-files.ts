import {
  type Attachment,
  type Causerie,
  CauserieError,
  type Message,
  sendAndWait,
  type Upload,
  type UploadSource,
} from '@causerie/client';
import { given, refusal, until } from './service-common.ts';
import type { LegacySendOptions, UploadedFile } from './service-shapes.ts';

/** Where messages are sent in the words of médecins and patients, which know files by their addresses. */
const CONVERSATIONS = '/api/messaging/medecin-patient/conversations';

/** The address of a file of ours. */
const OUR_FILE = /\/v1\/attachments\/([^/?#]+)\/content/;

const pathOf = ({ id }: Attachment) => `/v1/attachments/${id}/content`;

/** Sends text, a file, or both; resolves to the message once the server has it. Rejects with CauserieError. */
export async function sendLegacy(
  client: Causerie,
  conversationId: string,
  content: string,
  options: LegacySendOptions,
): Promise<Message> {
  const { file, metadata, type, clientMessageId } = options;
  if (file != null && metadata?.fileUrl != null) throw refusal('invalid_input', 'a file beside metadata.fileUrl');
  const attachment = file == null ? null : await upload(client, conversationId, file);
  const isPlain = metadata == null && type == null && clientMessageId == null;
  if (isPlain) {
    const attachments = attachment === null ? [] : [attachment];
    const message = await sendAndWait(client, conversationId, content, { attachments });
    if (attachment !== null) leaveTray(client, conversationId, attachment.id, true);
    return message;
  }
  const fileUrl = attachment === null ? metadata?.fileUrl : pathOf(attachment);
  const body = given({ content, type, metadata: given({ ...metadata, fileUrl }), clientMessageId });
  const path = `${CONVERSATIONS}/${encodeURIComponent(conversationId)}/messages`;
  const { id } = await client.queries.request<{ id: string }>('POST', path, body);
  const sentId = OUR_FILE.exec(fileUrl ?? '')?.[1];
  if (sentId !== undefined) leaveTray(client, conversationId, sentId, true);
  return client.queries.message(id);
}

/** Brings a file to the server, for a message that names it by its address. Rejects with CauserieError. */
export async function uploadFile(
  client: Causerie,
  conversationId: string,
  file: UploadSource,
  origin: string,
): Promise<UploadedFile> {
  const attachment = await upload(client, conversationId, file);
  const { name, sizeBytes } = attachment;
  return { fileUrl: `${origin}${pathOf(attachment)}`, fileName: name, fileSize: sizeBytes ?? file.size };
}

/** Rejects with CauserieError, and leaves nothing behind, where the file was refused. */
async function upload(client: Causerie, conversationId: string, file: UploadSource): Promise<Attachment> {
  const { uploads } = client;
  const [uploadId = ''] = uploads.add(conversationId, [file]);
  let last: Upload | undefined;
  await until(uploads, () => {
    last = trayOf(client, conversationId).find(({ id }) => id === uploadId);
    return last === undefined || last.status === 'failed' || last.attachment !== null;
  });
  if (last === undefined) throw refusal('not_found', 'the file was taken back');
  const { attachment, failure } = last;
  if (attachment === null) {
    uploads.remove(conversationId, uploadId);
    throw failure === null ? refusal('internal', 'the file did not arrive') : new CauserieError(failure);
  }
  leaveTray(client, conversationId, attachment.id, false);
  return attachment;
}

function trayOf({ uploads }: Causerie, conversationId: string): readonly Upload[] {
  return uploads.getSnapshot()[conversationId] ?? [];
}

/**
 * Takes a file out of the tray that it shares with what the person is about to send. All that is ready leaves it at once, so a file
 * that is not alone waits there until its message has it; removing it then removes nothing on the server.
 */
function leaveTray(client: Causerie, conversationId: string, attachmentId: string, isSent: boolean): void {
  const ready = trayOf(client, conversationId).filter(({ attachment }) => attachment !== null);
  const mine = ready.find(({ attachment }) => attachment?.id === attachmentId);
  if (mine === undefined) return;
  if (ready.length === 1) client.uploads.take(conversationId);
  else if (isSent) client.uploads.remove(conversationId, mine.id);
}
