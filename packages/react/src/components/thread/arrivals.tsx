import { type ConversationEntry, heldTop, type Message, type Person } from '@causerie/client';
import { useState } from 'react';
import { useSurroundings } from '../../provider.tsx';

/** Messages that are read out at once, at most: who was away hears the last ones. */
const SPOKEN_MAX = 3;

/**
 * Reads out what comes while a thread is open, and what of mine was not sent. The list itself is silent, because it also moves when
 * somebody scrolls through it.
 */
export function Arrivals({ entry, me }: { entry: ConversationEntry; me: Person }) {
  const { strings } = useSurroundings();
  const [opened] = useState(() => ({
    topSeq: heldTop(entry),
    failed: new Set(entry.pending.filter(({ status }) => status === 'failed').map((each) => each.clientMessageId)),
  }));
  const arrived = entry.messages
    .slice(-SPOKEN_MAX)
    .filter(({ author, seq }) => seq > opened.topSeq && author?.id !== me.id);
  const failed = entry.pending.filter(
    ({ clientMessageId, status }) => status === 'failed' && !opened.failed.has(clientMessageId),
  );
  const say = ({ author, attachments, content, deletedAt }: Message): string => {
    const name = author?.name ?? strings.system;
    if (deletedAt !== null) return strings.thread.said(name, strings.deleted);
    return content === '' && attachments.length > 0
      ? strings.thread.sentFiles(name, attachments.length)
      : strings.thread.said(name, content);
  };
  return (
    <div
      className="csr-hidden"
      role="log"
      aria-live="polite"
      aria-relevant="additions"
      aria-label={strings.thread.arrivals}
      data-testid="thread-arrivals"
    >
      {arrived.map((message) => (
        <p key={message.id}>{say(message)}</p>
      ))}
      {failed.map(({ clientMessageId, content }) => (
        <p key={clientMessageId}>{strings.thread.notSent(content)}</p>
      ))}
    </div>
  );
}
