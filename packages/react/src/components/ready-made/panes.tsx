import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useSelected } from '../../hooks/use-causerie.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { useSurroundings } from '../../provider.tsx';
import { ConnectionIndicator } from '../connection-indicator.tsx';
import { ConnectionNotice } from '../connection-notice.tsx';
import { ConversationList } from '../conversation-list.tsx';
import { EmptyState } from '../empty-state.tsx';
import { ChatIcon, ComposeIcon } from '../icons.tsx';
import { PeoplePicker } from '../people-picker.tsx';
import { OpenThread } from './open-thread.tsx';
import type { OpenState } from './router.ts';
import { useStanding } from './stand-alone.tsx';

export interface PanesProps {
  state: OpenState;
  hrefOf?: ((conversationId: string) => string) | undefined;
  /** Stands at the head of the list, beside the button for a new conversation. Without it, the list has neither head nor foot. */
  title?: ReactNode;
  /** Between the head and the list. */
  summary?: ReactNode;
  /** One pane at a time, however wide it is. */
  isNarrow?: boolean;
  /** False where the host says by itself how the connection is, and that the session has ended. */
  saysConnection?: boolean;
}

/** The list beside the thread, or one of the two where there is room for one. */
export function Panes({ state, hrefOf, title, summary, isNarrow = false, saysConnection = true }: PanesProps) {
  const { openId, jump, open, openAt, isPicking, setIsPicking } = state;
  const standing = useStanding();
  const { ended } = useConnection();
  const loaded = useSelected((now) => now.list.loaded);
  const root = useRef<HTMLDivElement>(null);
  useWayBack(root, openId);
  const pick = () => setIsPicking(true);
  // A token that was refused for good is as good as none.
  if (standing === 'signed-out' || (saysConnection && ended !== null)) return <SignedOut />;
  return (
    <div
      ref={root}
      className="csr-panes"
      data-pane={openId === null ? 'list' : 'thread'}
      data-narrow={isNarrow || undefined}
    >
      {saysConnection && <ConnectionNotice />}
      <div className="csr-pane-list">
        {title !== undefined && <ListHead title={title} onNew={pick} />}
        {summary}
        {(ended === null || loaded) && (
          <ConversationList
            openId={openId}
            onOpen={open}
            onOpenMessage={openAt}
            onNew={pick}
            {...(hrefOf && { hrefOf })}
          />
        )}
        {title !== undefined && saysConnection && (
          <footer className="csr-pane-foot">
            <ConnectionIndicator />
          </footer>
        )}
      </div>
      <div className="csr-pane-thread">
        {openId === null ? (
          <NoneOpen onNew={pick} />
        ) : (
          <OpenThread conversationId={openId} jump={jump} onBack={() => open(null)} />
        )}
      </div>
      {isPicking && (
        <PeoplePicker
          onClose={() => setIsPicking(false)}
          onOpen={(conversationId) => {
            setIsPicking(false);
            open(conversationId);
          }}
        />
      )}
    </div>
  );
}

/** Whoever comes back to the list finds the focus where it was: at the conversation that was open. */
function useWayBack(root: RefObject<HTMLElement | null>, openId: string | null): void {
  const before = useRef(openId);
  useEffect(() => {
    const leftId = before.current;
    before.current = openId;
    if (openId !== null || leftId === null || document.activeElement !== document.body) return;
    root.current?.querySelector<HTMLElement>(`[data-conversation-id="${CSS.escape(leftId)}"]`)?.focus();
  }, [root, openId]);
}

function ListHead({ title, onNew }: { title: ReactNode; onNew(): void }) {
  return (
    <header className="csr-pane-head">
      {title}
      <NewButton onNew={onNew} />
    </header>
  );
}

/** Begins a new conversation. */
export function NewButton({ onNew }: { onNew(): void }) {
  const { strings } = useSurroundings();
  return (
    <button
      type="button"
      className="csr-icon-button"
      onClick={onNew}
      title={strings.newConversation}
      data-testid="new-conversation"
    >
      <ComposeIcon size={22} />
      <span className="csr-hidden">{strings.newConversation}</span>
    </button>
  );
}

function NoneOpen({ onNew }: { onNew(): void }) {
  const { strings } = useSurroundings();
  const hasSome = useSelected((state) => Object.keys(state.conversations).length > 0);
  // Beside an empty list, which already says what to do, there is nothing to choose from.
  if (!hasSome) return null;
  return (
    <EmptyState icon={<ChatIcon size={34} />} title={strings.noneOpen} hint={strings.noneOpenHint}>
      <button type="button" className="csr-button csr-button-quiet" onClick={onNew}>
        <ComposeIcon size={18} />
        {strings.newConversation}
      </button>
    </EmptyState>
  );
}

/** What stands where nobody is signed in, or is no longer: who was may have a newer token by now. */
export function SignedOut() {
  const { strings } = useSurroundings();
  const { readyMade: text } = strings;
  const { ended, reconnect } = useConnection();
  if (ended === null)
    return <EmptyState icon={<ChatIcon size={34} />} title={text.signedOut} hint={text.signedOutHint} />;
  return (
    <div role="alert" className="csr-fill" data-testid="session-ended">
      <EmptyState icon={<ChatIcon size={34} />} title={text.sessionEnded} hint={text.sessionEndedHint}>
        <button type="button" className="csr-button" onClick={reconnect}>
          {strings.retry}
        </button>
      </EmptyState>
    </div>
  );
}
