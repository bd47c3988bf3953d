import { type ConversationEntry, lastActivity, othersOf, type Person, statusOf } from '@causerie/client';
import { memo, type MouseEvent, type ReactNode } from 'react';
import { useSelected } from '../hooks/use-causerie.ts';
import { useTyping } from '../hooks/use-typing.ts';
import { useSurroundings } from '../provider.tsx';
import { Avatar } from './avatar.tsx';
import { MoreIcon } from './conversations/icons.tsx';
import { Ticks } from './ticks.tsx';

export interface ConversationItemProps {
  entry: ConversationEntry;
  me: Person;
  isOpen: boolean;
  /** Whether this is the line of the list that the keyboard reaches. */
  isCursor?: boolean;
  now: Date;
  /** Its address; without one, it is a button. */
  href: string | undefined;
  onOpen(conversationId: string): void;
  /** Asks for what can be done to it; without this, nothing is offered. */
  onMenu?: ((entry: ConversationEntry, anchor: HTMLElement) => void) | undefined;
  onFocus?: ((conversationId: string) => void) | undefined;
}

/** One line of the list. With an address it is a real link, so that it opens in a new tab like any other. */
export const ConversationItem = memo(function ConversationItem(props: ConversationItemProps) {
  const { entry, me, isOpen, isCursor = true, href, onOpen, onMenu, onFocus } = props;
  const { strings, slots } = useSurroundings();
  const Face = slots.Avatar ?? Avatar;
  const [other] = othersOf(entry, me.id);
  const online = useSelected((state) => other !== undefined && state.presence[other.id]?.online);
  const name =
    othersOf(entry, me.id)
      .map((person) => person.name)
      .join(', ') || me.name;
  const { unread } = entry.counted;
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(entry.id);
  };
  const line = {
    className: 'csr-item',
    tabIndex: isCursor ? 0 : -1,
    onClick: open,
    onFocus: () => onFocus?.(entry.id),
    'aria-current': isOpen ? ('page' as const) : undefined,
    'data-unread': unread > 0 || undefined,
    'data-testid': 'conversation-item',
    'data-conversation-id': entry.id,
  };
  const content = (
    <>
      <Face person={other ?? me} online={online ?? false} />
      <Words {...props} name={name} />
      {unread > 0 && (
        <span className="csr-badge" data-testid="unread-badge" data-count={unread}>
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span className="csr-hidden">{strings.unread(unread)}</span>
        </span>
      )}
    </>
  );
  return (
    <div className="csr-line" data-offers={onMenu !== undefined || undefined}>
      {href === undefined ? (
        <button type="button" {...line}>
          {content}
        </button>
      ) : (
        <a href={href} {...line}>
          {content}
        </a>
      )}
      {onMenu !== undefined && (
        <button
          type="button"
          className="csr-icon-button csr-item-more"
          tabIndex={isCursor ? 0 : -1}
          aria-haspopup="menu"
          title={strings.readyMade.actions(name)}
          data-testid="conversation-actions"
          onClick={({ currentTarget }) => onMenu(entry, currentTarget)}
        >
          <MoreIcon />
          <span className="csr-hidden">{strings.readyMade.actions(name)}</span>
        </button>
      )}
    </div>
  );
});

function Words({ entry, me, now, name }: ConversationItemProps & { name: string }) {
  const { strings, dates } = useSurroundings();
  const { people: typists } = useTyping(entry.id);
  const at = lastActivity(entry);
  return (
    <>
      <span className="csr-item-name">
        {name}
        {entry.subject !== null && <span className="csr-item-subject">{` · ${entry.subject}`}</span>}
      </span>
      <time className="csr-item-time" dateTime={at}>
        {dates.short(at, now)}
      </time>
      {typists.length > 0 ? (
        <span className="csr-item-preview csr-item-typing">{strings.typingShort}</span>
      ) : (
        <Preview entry={entry} me={me} />
      )}
    </>
  );
}

function Preview({ entry, me }: { entry: ConversationEntry; me: Person }) {
  const { strings } = useSurroundings();
  const { readyMade: text } = strings;
  const waiting = entry.pending.at(-1);
  const { latest } = entry;
  const label = entry.status === 'active' ? null : entry.status === 'archived' ? text.isArchived : text.isBlocked;
  let said: ReactNode = null;
  if (waiting !== undefined) {
    said = (
      <>
        <Ticks status={waiting.status} />
        <span className="csr-ellipsis">{waiting.content || waiting.attachments[0]?.name}</span>
      </>
    );
  } else if (latest !== null) {
    const file = latest.type === 'image' ? text.photo : (latest.attachments[0]?.name ?? text.file);
    const words = latest.content === '' && latest.type !== 'system' ? file : latest.content;
    said = (
      <>
        {latest.author?.id === me.id && <Ticks status={statusOf(entry, latest.seq, me.id)} />}
        <span className="csr-ellipsis">{latest.deletedAt === null ? words : strings.deleted}</span>
      </>
    );
  }
  return (
    <span className="csr-item-preview" data-failed={waiting?.status === 'failed' || undefined}>
      {label !== null && <span className="csr-item-status">{label}</span>}
      {said}
    </span>
  );
}
