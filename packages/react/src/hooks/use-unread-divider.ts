import { useState } from 'react';

/**
 * After which seq the "new messages" line stands. It is placed when the thread opens with unread messages, or when one
 * comes while nobody looks, and it stays while they are read: a line that vanished at once would show nothing.
 */
export function useUnreadDivider(
  conversationId: string,
  readSeq: number,
  unread: number,
  looking: boolean,
): number | null {
  const [placed, setPlaced] = useState<{ conversationId: string; afterSeq: number | null; looked: boolean } | null>(
    null,
  );
  const isNewThread = placed?.conversationId !== conversationId;
  const cameUnseen = !isNewThread && !looking && placed.looked && unread > 0;
  if (isNewThread || cameUnseen) {
    const next = { conversationId, afterSeq: unread > 0 ? readSeq : null, looked: looking };
    setPlaced(next);
    return next.afterSeq;
  }
  if (looking && !placed.looked) setPlaced({ ...placed, looked: true });
  return placed.afterSeq;
}
