import { type ConversationEntry, othersOf, type Person, statusOf } from '@causerie/client';
import type { MouseEvent } from 'react';
import { useSelected } from '../hooks/use-causerie.ts';
import { useTyping } from '../hooks/use-typing.ts';
import { useSurroundings } from '../provider.tsx';
import type { Strings } from '../strings/strings.ts';
import { Avatar } from './avatar.tsx';
import { Ticks } from './ticks.tsx';

export interface ConversationItemProps {
  entry: ConversationEntry;
  me: Person;
  isOpen: boolean;
  now: Date;
  href: string;
  onOpen(conversationId: string): void;
}

/** One line of the list. A real link, so that it opens in a new tab like any other. */
export function ConversationItem({ entry, me, isOpen, now, href, onOpen }: ConversationItemProps) {
  const { strings, dates } = useSurroundings();
  const { people: typists } = useTyping(entry.id);
  const others = othersOf(entry, me.id);
  const [other] = others;
  const online = useSelected((state) => other !== undefined && state.presence[other.id]?.online);
  const { unread } = entry.counted;
  const at = entry.pending.at(-1)?.createdAt ?? entry.latest?.createdAt ?? entry.createdAt;
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(entry.id);
  };
  return (
    <a
      className="csr-item"
      href={href}
      onClick={open}
      aria-current={isOpen ? 'page' : undefined}
      data-unread={unread > 0 || undefined}
      data-testid="conversation-item"
      data-conversation-id={entry.id}
    >
      <Avatar person={other ?? me} online={online ?? false} />
      <span className="csr-item-name">{others.map(({ name }) => name).join(', ') || me.name}</span>
      <time className="csr-item-time" dateTime={at}>
        {dates.short(at, now)}
      </time>
      {typists.length > 0 ? (
        <span className="csr-item-preview csr-item-typing">{strings.typingShort}</span>
      ) : (
        <Preview entry={entry} me={me} strings={strings} />
      )}
      {unread > 0 && (
        <span className="csr-badge" data-testid="unread-badge" data-count={unread}>
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span className="csr-hidden">{strings.unread(unread)}</span>
        </span>
      )}
    </a>
  );
}

function Preview({ entry, me, strings }: { entry: ConversationEntry; me: Person; strings: Strings }) {
  const waiting = entry.pending.at(-1);
  const { latest } = entry;
  if (waiting !== undefined) {
    return (
      <span className="csr-item-preview" data-failed={waiting.status === 'failed' || undefined}>
        <Ticks status={waiting.status} />
        <span className="csr-ellipsis">{waiting.content}</span>
      </span>
    );
  }
  if (latest === null) return <span className="csr-item-preview">{entry.subject ?? ''}</span>;
  const text = latest.deletedAt === null ? latest.content : strings.deleted;
  return (
    <span className="csr-item-preview">
      {latest.author?.id === me.id && <Ticks status={statusOf(entry, latest.seq, me.id)} />}
      <span className="csr-ellipsis">{text}</span>
    </span>
  );
}
