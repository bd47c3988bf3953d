import type { Message } from '@causerie/client';
import type { ReactNode, RefObject } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { QUICK } from '../emoji/emoji-list.ts';
import { moveFocus } from '../popover/move-focus.ts';
import { Popover } from '../popover/popover.tsx';
import { useThreadContext } from '../thread/thread-context.ts';
import type { Panel } from './message-actions.tsx';
import { CopyIcon, InfoIcon, PencilIcon, ReplyIcon, SmileIcon, TrashIcon } from './message-icons.tsx';

export interface MessageMenuProps {
  message: Message;
  mine: boolean;
  anchor: RefObject<Element | null>;
  heldPointer: number | null;
  /** Has the focus when the menu closes, however it was opened. */
  returnTo: RefObject<HTMLElement | null>;
  toggle(emoji: string): void;
  onCopied(): void;
  setPanel(panel: Panel | null): void;
  onClose(): void;
}

/** Everything that can be done with a message; what the server would refuse is not offered. */
export function MessageMenu(props: MessageMenuProps) {
  const { message, mine, anchor, heldPointer, returnTo, toggle, onCopied, setPanel, onClose } = props;
  const { strings } = useSurroundings();
  const { entry, me, setTarget } = useThreadContext();
  const isOpen = entry.status === 'active';
  const answer = (kind: 'reply' | 'edit') => setTarget({ kind, message });
  return (
    <Popover
      anchor={anchor}
      label={strings.message.actions}
      kind="menu"
      heldPointer={heldPointer}
      onClose={onClose}
      onKeyDown={(event) => moveFocus(event, event.currentTarget)}
    >
      {(close) => {
        const leave = (then: () => void) => () => {
          close();
          returnTo.current?.focus({ preventScroll: true });
          then();
        };
        return (
          <>
            {isOpen && (
              <>
                <QuickReactions
                  {...{ message }}
                  myId={me.id}
                  onChoose={(emoji) => leave(() => toggle(emoji))()}
                  onMore={leave(() => setPanel('emoji'))}
                />
                <Item icon={<ReplyIcon />} testId="menu-reply" onPress={leave(() => answer('reply'))}>
                  {strings.message.reply}
                </Item>
              </>
            )}
            {message.content !== '' && (
              <Item
                icon={<CopyIcon />}
                testId="menu-copy"
                onPress={leave(() => void copy(message.content).then(onCopied, () => undefined))}
              >
                {strings.message.copy}
              </Item>
            )}
            {mine && isOpen && (
              <Item icon={<PencilIcon />} testId="menu-edit" onPress={leave(() => answer('edit'))}>
                {strings.message.edit}
              </Item>
            )}
            <Item icon={<InfoIcon />} testId="menu-details" onPress={leave(() => setPanel('details'))}>
              {strings.message.details}
            </Item>
            {mine && (
              <Item icon={<TrashIcon />} testId="menu-delete" isGrave onPress={leave(() => setPanel('remove'))}>
                {strings.message.remove}
              </Item>
            )}
          </>
        );
      }}
    </Popover>
  );
}

/** Pages without a secure origin have no clipboard to write to; the text stays selectable. */
async function copy(text: string): Promise<void> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard === undefined) throw new DOMException('there is no clipboard', 'NotAllowedError');
  await clipboard.writeText(text);
}

interface QuickProps {
  message: Message;
  myId: string;
  onChoose(emoji: string): void;
  onMore(): void;
}

function QuickReactions({ message, myId, onChoose, onMore }: QuickProps) {
  const { strings } = useSurroundings();
  const isMine = (emoji: string) =>
    message.reactions.some((reaction) => reaction.emoji === emoji && reaction.personIds.includes(myId));
  return (
    <fieldset className="csr-quick" aria-label={strings.message.react}>
      {QUICK.map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          role="menuitemcheckbox"
          aria-checked={isMine(emoji)}
          aria-label={strings.message.reactWith(emoji)}
          tabIndex={-1}
          data-stop
          data-focus-first={index === 0 || undefined}
          data-testid="quick-reaction"
          data-emoji={emoji}
          onClick={() => onChoose(emoji)}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        role="menuitem"
        title={strings.message.moreEmoji}
        tabIndex={-1}
        data-stop
        data-testid="more-emoji"
        onClick={onMore}
      >
        <SmileIcon />
        <span className="csr-hidden">{strings.message.moreEmoji}</span>
      </button>
    </fieldset>
  );
}

interface ItemProps {
  icon: ReactNode;
  testId: string;
  isGrave?: boolean;
  onPress(): void;
  children: string;
}

function Item({ icon, testId, isGrave = false, onPress, children }: ItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      className="csr-menu-item"
      tabIndex={-1}
      data-stop
      data-grave={isGrave || undefined}
      data-testid={testId}
      onClick={onPress}
    >
      {icon}
      {children}
    </button>
  );
}
