import type { Message } from '@causerie/contracts';
import type { Causerie } from './causerie.ts';
import { randomId } from './environment.ts';
import { CauserieError, type CauserieErrorCode } from './error.ts';
import type { SendOptions } from './outbox.ts';

type Sender = Pick<Causerie, 'getSnapshot' | 'on' | 'queries' | 'sendMessage' | 'subscribe'>;

/**
 * Sends a message and waits until the server has committed it, however long the network is away. Rejects with CauserieError when it
 * was refused, after which it waits in the thread for its writer to try again or to discard it.
 */
export function sendAndWait(
  client: Sender,
  conversationId: string,
  content: string,
  options?: SendOptions,
): Promise<Message> {
  if (!conversationId) return Promise.reject(refusal('invalid_input', 'no conversation is named'));
  // What is not known on this device has no thread to wait in.
  if (client.getSnapshot().conversations[conversationId] === undefined) {
    return sendUnseen(client, conversationId, content, options);
  }
  return new Promise((resolve, reject) => {
    let clientMessageId: string | null = null;
    const stops = [
      client.on('message', ({ message, mine }) => {
        if (mine && clientMessageId !== null && message.clientMessageId === clientMessageId)
          end(() => resolve(message));
      }),
      client.subscribe(() => {
        if (clientMessageId === null) return;
        const waiting = client.getSnapshot().conversations[conversationId]?.pending ?? [];
        const mine = waiting.find((pending) => pending.clientMessageId === clientMessageId);
        if (mine === undefined) queueMicrotask(() => end(() => reject(refusal('not_found', 'it was discarded'))));
        else if (mine.failure !== null) {
          const { failure } = mine;
          end(() => reject(new CauserieError(failure)));
        }
      }),
    ];
    function end(how: () => void): void {
      for (const stop of stops) stop();
      how();
    }
    clientMessageId = client.sendMessage(conversationId, content, options);
    if (clientMessageId === null) end(() => reject(refusal('invalid_input', 'there is nothing to send')));
  });
}

function refusal(code: CauserieErrorCode, detail: string): CauserieError {
  return new CauserieError({ code, detail, retryable: false, requestId: null });
}

async function sendUnseen(
  { queries }: Sender,
  conversationId: string,
  content: string,
  { replyToId = null, attachments = [] }: SendOptions = {},
): Promise<Message> {
  return queries.request('POST', `/v1/conversations/${encodeURIComponent(conversationId)}/messages`, {
    clientMessageId: randomId(),
    content,
    ...(replyToId === null ? {} : { replyToId }),
    ...(attachments.length === 0 ? {} : { attachmentIds: attachments.map(({ id }) => id) }),
  });
}
