import { type ReactNode, useCallback, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useUnreadTotal } from '../../hooks/use-unread-total.ts';
import { useSurroundings } from '../../provider.tsx';
import { ChatIcon } from '../icons.tsx';
import { type GivenId, idOf } from './context-conversation.ts';
import { MessagingWidget } from './messaging-widget.tsx';
import type { Identity } from './shared-client.ts';
import { StandAlone, useStanding } from './stand-alone.tsx';

export interface MessagingButtonProps extends Identity {
  /** The conversation that it stands for: opens it, and counts what is unread in it. All of them without it. */
  conversationId?: string | null | undefined;
  /** The person it writes to, by their id in the host's system, where the conversation is not known. */
  toUserId?: GivenId;
  /** What a click does. Without it, a {@link MessagingWidget} opens. */
  onClick?: (() => void) | null | undefined;
  /** What to show as unread. Without it, the real count, live. */
  unreadCount?: number | null | undefined;
  /** What it says; the product's word for messaging otherwise. */
  children?: ReactNode;
  locale?: string | null | undefined;
}

/** A button that opens messaging and shows what is unread. Any number of them on a page share one connection. */
export function MessagingButton({ locale, userId, role, token, url, ...button }: MessagingButtonProps) {
  return (
    <StandAlone {...{ userId, role, token, url }} locale={locale}>
      <Button {...button} />
    </StandAlone>
  );
}

type ButtonProps = Omit<MessagingButtonProps, keyof Identity | 'locale'>;

function Button({ conversationId, toUserId, onClick: given, unreadCount, children }: ButtonProps) {
  const onClick = given ?? undefined;
  const { strings } = useSurroundings();
  const client = useCauserie();
  const standing = useStanding();
  const counted = useUnreadTotal(standing === 'ready' ? client : null, idOf(conversationId) ?? undefined);
  const unread = unreadCount ?? counted;
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  return (
    <>
      <button
        type="button"
        className="csr-ready csr-messaging-button"
        onClick={onClick ?? (() => setIsOpen(!isOpen))}
        aria-haspopup={onClick === undefined ? 'dialog' : undefined}
        aria-expanded={onClick === undefined ? isOpen : undefined}
        data-unread={unread > 0 || undefined}
        data-testid="messaging-button"
      >
        <ChatIcon />
        <span>{children ?? strings.readyMade.title}</span>
        {unread > 0 && (
          <span className="csr-badge" data-testid="button-unread" data-count={unread}>
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
            <span className="csr-hidden">{strings.unread(unread)}</span>
          </span>
        )}
      </button>
      {isOpen && <MessagingWidget conversationId={conversationId} toUserId={toUserId} onClose={close} />}
    </>
  );
}
