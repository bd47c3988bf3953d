import type { Message } from '@causerie/client';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { EmojiPicker } from '../emoji/emoji-picker.tsx';
import { moveFocus } from '../popover/move-focus.ts';
import { useThreadContext } from '../thread/thread-context.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import { useMessageChanges } from './message-changes.ts';
import { MoreIcon, ReplyIcon, SmileIcon } from './message-icons.tsx';
import { MessageMenu } from './message-menu.tsx';

/** What is open for a message. */
export type Panel = 'menu' | 'emoji' | 'remove' | 'details';

export interface MessageActionsProps {
  message: Message;
  mine: boolean;
  panel: Panel | null;
  setPanel(panel: Panel | null): void;
  bubble: RefObject<HTMLElement | null>;
  /** The finger that rests on the message while its menu opens. */
  heldPointer: number | null;
}

/** The buttons beside a message, and what they open. */
export function MessageActions(props: MessageActionsProps) {
  const { message, mine, panel, bubble, heldPointer } = props;
  const { strings } = useSurroundings();
  const { entry, me, setTarget } = useThreadContext();
  const { react } = useMessageChanges();
  const more = useRef<HTMLButtonElement>(null);
  const [copied, setCopied] = useState(false);
  const setPanel = (next: Panel | null) => {
    if (next !== null) setCopied(false);
    props.setPanel(next);
  };
  const isOpen = entry.status === 'active';
  const toggle = (emoji: string) => {
    const known = message.reactions.find((reaction) => reaction.emoji === emoji);
    react(message, emoji, me.id, known?.personIds.includes(me.id) !== true);
  };
  const close = () => setPanel(null);
  return (
    <>
      <div
        className="csr-tools"
        role="toolbar"
        tabIndex={-1}
        aria-label={strings.message.actions}
        data-open={panel !== null || undefined}
        onKeyDown={(event) => moveFocus(event, event.currentTarget)}
      >
        {isOpen && (
          <Shortcuts onReact={() => setPanel('emoji')} onReply={() => setTarget({ kind: 'reply', message })} />
        )}
        <button
          ref={more}
          type="button"
          className="csr-tool csr-tool-more"
          title={strings.message.actions}
          aria-haspopup="menu"
          aria-expanded={panel === 'menu'}
          data-stop
          data-testid="message-menu-button"
          onClick={() => setPanel('menu')}
        >
          <MoreIcon size={19} />
          <span className="csr-hidden">{strings.message.actions}</span>
        </button>
      </div>
      <output className="csr-hidden">{copied && strings.message.copied}</output>
      {panel === 'menu' && (
        <MessageMenu
          {...{ message, mine, toggle, setPanel, heldPointer }}
          onCopied={() => setCopied(true)}
          anchor={bubble}
          returnTo={more}
          onClose={close}
        />
      )}
      {panel === 'emoji' && <EmojiPicker anchor={bubble} onChoose={toggle} onClose={close} />}
      {panel === 'remove' && <DeleteDialog message={message} onClose={close} />}
      {panel === 'details' && <DetailsDialog message={message} onClose={close} />}
    </>
  );
}

function Shortcuts({ onReact, onReply }: { onReact(): void; onReply(): void }) {
  const { strings } = useSurroundings();
  return (
    <>
      <Tool label={strings.message.react} testId="react-button" onPress={onReact}>
        <SmileIcon size={19} />
      </Tool>
      <Tool label={strings.message.reply} testId="reply-button" onPress={onReply}>
        <ReplyIcon size={19} />
      </Tool>
    </>
  );
}

interface ToolProps {
  label: string;
  testId: string;
  onPress(): void;
  children: ReactNode;
}

/** A shortcut to what the menu has too: the Tab key stops at the menu only, arrow keys reach these. */
function Tool({ label, testId, onPress, children }: ToolProps) {
  return (
    <button
      type="button"
      className="csr-tool"
      title={label}
      tabIndex={-1}
      data-stop
      data-testid={testId}
      onClick={onPress}
    >
      {children}
      <span className="csr-hidden">{label}</span>
    </button>
  );
}
