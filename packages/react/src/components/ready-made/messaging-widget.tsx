import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useUnreadTotal } from '../../hooks/use-unread-total.ts';
import { useSurroundings } from '../../provider.tsx';
import { MinimiseIcon, RestoreIcon } from '../conversations/icons.tsx';
import { ChatIcon, CloseIcon } from '../icons.tsx';
import { BarConnection } from './bar-connection.tsx';
import { type GivenId, idOf } from './context-conversation.ts';
import { NamedMessenger, useLandmarkName } from './landmark-name.ts';
import { NewButton, Panes } from './panes.tsx';
import { useOpenState } from './router.ts';
import { ContextThread } from './secure-messaging.tsx';
import type { Identity } from './shared-client.ts';
import { StandAlone, useStanding } from './stand-alone.tsx';

export interface MessagingWidgetProps extends Identity {
  /** The conversation to begin with. */
  conversationId?: string | null | undefined;
  /** Or the person to write to, by their id in the host's system: their conversation is opened, or made. */
  toUserId?: GivenId;
  /** Adds a button that closes; Escape then closes, too. */
  onClose?: (() => void) | null | undefined;
  /** `corner`, the default, stands at the end of the window, on a phone over all of it; `inline` fills what it stands in. */
  placement?: 'corner' | 'inline' | undefined;
  /** Tells it from others on the same page: part of the name of each of its landmarks, and not shown. */
  label?: string | null | undefined;
  locale?: string | null | undefined;
}

/** A compact panel: the list, or one thread, with the way from one to the other. It can be minimised to its bar. */
export function MessagingWidget({ locale, userId, role, token, url, label, ...panel }: MessagingWidgetProps) {
  return (
    <StandAlone {...{ userId, role, token, url }} locale={locale}>
      <NamedMessenger value={label ?? null}>
        <Panel {...panel} />
      </NamedMessenger>
    </StandAlone>
  );
}

type PanelProps = Omit<MessagingWidgetProps, keyof Identity | 'locale' | 'label'>;

function Panel({ conversationId: givenId, toUserId, onClose, placement = 'corner' }: PanelProps) {
  const [conversationId, toPerson] = [idOf(givenId), idOf(toUserId)];
  const root = useRef<HTMLElement>(null);
  const { strings } = useSurroundings();
  const name = useLandmarkName(strings.readyMade.title);
  const [isSmall, setIsSmall] = useState(false);
  const [leftPerson, setLeftPerson] = useState<string | null>(null);
  const state = useOpenState(undefined, conversationId);
  const { open } = state;
  const [shownId, setShownId] = useState(conversationId);
  if (shownId !== conversationId) {
    // The host named another conversation: that one is shown, whatever was opened here meanwhile.
    setShownId(conversationId);
    open(conversationId);
  }
  useTopLayer(root, placement === 'corner');
  const person = conversationId === null ? toPerson : null;
  const isPersonShown = person !== null && leftPerson !== person;
  // Above the page it is a dialog; in it, a part of it.
  const Root = (placement === 'corner' ? 'dialog' : 'section') as 'section';
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    // What is open within closes by itself, and alone.
    const within = (event.target as Element).closest('dialog, [popover]');
    if (within === null || within === root.current) onClose?.();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape is a shortcut of the button that closes
    <Root
      ref={root}
      popover={placement === 'corner' ? 'manual' : undefined}
      className="csr-ready csr-widget"
      data-placement={placement}
      data-small={isSmall || undefined}
      aria-label={name}
      onKeyDown={keyDown}
      data-testid="messaging-widget"
    >
      <Bar
        isSmall={isSmall}
        onClose={onClose ?? undefined}
        onNew={isSmall || isPersonShown ? undefined : () => state.setIsPicking(true)}
        onResize={() => setIsSmall(!isSmall)}
      />
      {!isSmall && (
        <div className="csr-widget-body">
          {isPersonShown ? (
            <ContextThread type="user" id={person} onBack={() => setLeftPerson(person)} />
          ) : (
            <Panes state={state} isNarrow />
          )}
        </div>
      )}
    </Root>
  );
}

interface BarProps {
  isSmall: boolean;
  onNew: (() => void) | undefined;
  onResize(): void;
  onClose: (() => void) | undefined;
}

function Bar({ isSmall, onNew, onResize, onClose }: BarProps) {
  const { strings } = useSurroundings();
  const { readyMade: text } = strings;
  const client = useCauserie();
  const standing = useStanding();
  const unread = useUnreadTotal(standing === 'ready' ? client : null);
  const resize = isSmall ? text.restore : text.minimise;
  return (
    <header className="csr-bar">
      <ChatIcon size={20} />
      <h2>{text.title}</h2>
      {unread > 0 && (
        <span className="csr-badge" data-testid="widget-unread" data-count={unread}>
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span className="csr-hidden">{strings.unread(unread)}</span>
        </span>
      )}
      {!isSmall && <BarConnection />}
      {onNew !== undefined && <NewButton onNew={onNew} />}
      <button
        type="button"
        className="csr-icon-button"
        onClick={onResize}
        title={resize}
        aria-expanded={!isSmall}
        data-testid="widget-minimise"
      >
        {isSmall ? <RestoreIcon /> : <MinimiseIcon />}
        <span className="csr-hidden">{resize}</span>
      </button>
      {onClose !== undefined && (
        <button
          type="button"
          className="csr-icon-button"
          onClick={onClose}
          title={strings.close}
          data-testid="widget-close"
        >
          <CloseIcon />
          <span className="csr-hidden">{strings.close}</span>
        </button>
      )}
    </header>
  );
}

/** Shows the panel above everything, whatever the host's page cuts off or puts on top, and brings the focus there and back. */
function useTopLayer(root: RefObject<HTMLElement | null>, isWanted: boolean): void {
  useEffect(() => {
    const element = root.current;
    if (!isWanted || element === null) return;
    const before = document.activeElement;
    // A browser without popovers shows it where the style sheet says, which is the same place.
    element.showPopover?.();
    element.querySelector<HTMLElement>('.csr-bar button')?.focus({ preventScroll: true });
    return () => {
      const { activeElement } = document;
      const isLost = activeElement === document.body || element.contains(activeElement);
      if (before instanceof HTMLElement && isLost) before.focus();
    };
  }, [root, isWanted]);
}
