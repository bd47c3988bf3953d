import { type ConversationEntry, othersOf, type Person } from '@causerie/client';
import { useEffect, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import type { ReadyMadeStrings } from '../../strings/ready-made.ts';
import { ConfirmDialog, RenameDialog } from './dialogs.tsx';
import {
  ArchiveIcon,
  BellIcon,
  BellOffIcon,
  BlockIcon,
  PencilIcon,
  ReadIcon,
  TrashIcon,
  UnarchiveIcon,
} from './icons.tsx';
import { Menu, type MenuItem } from './menu.tsx';
import type { ConversationActions } from './use-conversation-actions.ts';

const SIZE = 18;

/** A question that something needs before it is done. */
type Asking = 'block' | 'remove' | 'rename';

export interface ConversationMenuProps {
  entry: ConversationEntry;
  me: Person;
  /** The button it opens at. */
  anchor: HTMLElement;
  actions: ConversationActions;
  onClose(): void;
}

/** What can be done to one conversation, and the questions that some of it needs. */
export function ConversationMenu({ entry, me, anchor, actions, onClose }: ConversationMenuProps) {
  const { readyMade: text } = useSurroundings().strings;
  const [asking, setAsking] = useState<Asking | null>(null);
  const isMuted = useMuted(entry.id);
  const name = nameOf(entry, me);
  if (asking === 'rename') {
    const rename = (subject: string | null) => actions.rename(entry, subject);
    return <RenameDialog subject={entry.subject ?? ''} onRename={rename} onClose={onClose} />;
  }
  if (asking !== null) {
    const [title, hint, action] =
      asking === 'block'
        ? [text.blockTitle(name), text.blockHint, text.block]
        : [text.removeTitle(name), text.removeHint, text.remove];
    return <ConfirmDialog {...{ title, hint, action, onClose }} onDo={() => actions[asking](entry)} />;
  }
  const items = itemsOf({ entry, me, actions, isMuted, onAsk: setAsking }, text);
  return <Menu anchor={anchor} label={text.actions(name)} items={items} onClose={onClose} />;
}

/** Whom a conversation is with, in words. */
export function nameOf(entry: ConversationEntry, me: Person): string {
  const names = othersOf(entry, me.id).map(({ name }) => name);
  return names.length === 0 ? me.name : names.join(', ');
}

/** Whether notifications of a conversation are muted; asked once the menu opens. */
function useMuted(conversationId: string): boolean {
  const { notifications } = useCauserie();
  const { mutes } = useObservable(notifications);
  useEffect(() => {
    // Not knowing shows the more likely of the two.
    notifications.mute(conversationId).catch(() => undefined);
  }, [notifications, conversationId]);
  return mutes[conversationId]?.muted ?? false;
}

interface Circumstances {
  entry: ConversationEntry;
  me: Person;
  actions: ConversationActions;
  isMuted: boolean;
  onAsk(asking: Asking): void;
}

/** Only what the person may do: a block is taken back by whoever blocked, and professionals alone remove. */
function itemsOf({ entry, me, actions, isMuted, onAsk }: Circumstances, text: ReadyMadeStrings): readonly MenuItem[] {
  const isBlocked = entry.status === 'blocked';
  const item = (id: string, label: string, Glyph: typeof BellIcon, onChoose: () => void, hurts = false) => ({
    ...{ id, label, hurts, onChoose },
    icon: <Glyph size={SIZE} />,
  });
  const offered: (MenuItem | false)[] = [
    entry.counted.unread > 0 && item('read', text.markRead, ReadIcon, () => actions.markRead(entry)),
    isMuted
      ? item('unmute', text.unmute, BellIcon, () => actions.mute(entry, false))
      : item('mute', text.mute, BellOffIcon, () => actions.mute(entry, true)),
    !isBlocked && item('rename', text.rename, PencilIcon, () => onAsk('rename')),
    entry.status === 'active' && item('archive', text.archive, ArchiveIcon, () => actions.archive(entry)),
    entry.status === 'archived' && item('unarchive', text.unarchive, UnarchiveIcon, () => actions.unarchive(entry)),
    !isBlocked && item('block', text.block, BlockIcon, () => onAsk('block')),
    isBlocked && entry.blockedById === me.id && item('unblock', text.unblock, BlockIcon, () => actions.unblock(entry)),
    me.side === 'professional' && item('remove', text.remove, TrashIcon, () => onAsk('remove'), true),
  ];
  return offered.filter((one) => one !== false);
}
