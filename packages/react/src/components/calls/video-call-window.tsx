import { type ComponentType, type ReactNode, useEffect, useId, useRef } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import { type OwnCallView, useOwnCall } from '../../hooks/use-own-call.ts';
import { useWakeLock } from '../../hooks/use-wake-lock.ts';
import { useSurroundings } from '../../provider.tsx';
import type { Identity } from '../ready-made/shared-client.ts';
import { CallElsewhere, CallFailure } from './call-asides.tsx';
import { CallOver } from './call-over.tsx';
import { CallSmall } from './call-small.tsx';
import { CallStage } from './call-stage.tsx';
import { nameOf } from './call-words.ts';
import { useCallSurroundings } from './calls-provider.tsx';
import { Listening } from './listening.tsx';
import { Lobby } from './lobby.tsx';
import { useTurn } from './use-turn.ts';

export interface VideoCallWindowProps extends Identity {
  /** `overlay` lies over the page and may be made small; `inline` fills the box it stands in, and takes the overlay's place. */
  placement?: 'overlay' | 'inline' | null | undefined;
  /** Opens the thread of the call's conversation; the window makes itself small. Its button shows where this is given. */
  onOpenConversation?: ((conversationId: string) => void) | null | undefined;
  /** What is written beside the call, in a panel of the window. */
  chat?: ComponentType<{ conversationId: string }> | null | undefined;
  /** The person closed what is shown after the call. */
  onClosed?: (() => void) | null | undefined;
  /** BCP 47, where the component stands alone. */
  locale?: string | null | undefined;
}

/**
 * The call of this device, from ringing at the other end to what became of it. Put one of them at the top of the application: it
 * draws nothing while there is no call.
 */
export function VideoCallWindow({ userId, role, token, url, locale, ...shown }: VideoCallWindowProps) {
  const { placement, onOpenConversation, chat, onClosed } = shown;
  const parts = {
    onOpenConversation: onOpenConversation ?? undefined,
    chat: chat ?? undefined,
    onClosed: onClosed ?? undefined,
  };
  return (
    <Listening {...{ userId, role, token, url, locale }}>
      {placement === 'inline' ? <InlineInTurn {...parts} /> : <Overlay {...parts} />}
    </Listening>
  );
}

interface Parts {
  onOpenConversation: ((conversationId: string) => void) | undefined;
  chat: ComponentType<{ conversationId: string }> | undefined;
  onClosed: (() => void) | undefined;
}

function InlineInTurn(props: Parts) {
  return useTurn('inline') ? <Inline {...props} /> : null;
}

function Inline({ onOpenConversation, chat, onClosed }: Parts) {
  const { stage } = useCallSurroundings();
  const view = useOwnCall();
  const titleId = useId();
  const over = useUnseenOver(view);
  useWakeLock(view.own !== null);
  if (over !== null) {
    const close = () => {
      stage.change({ seenOver: over });
      onClosed?.();
    };
    return (
      <section className="csr-call-box" aria-labelledby={titleId}>
        <CallOver over={over} titleId={titleId} onClose={close} onOpenConversation={onOpenConversation} />
      </section>
    );
  }
  return view.own === null ? null : (
    <div className="csr-call-box">
      {view.phase === 'waiting' ? (
        <Lobby view={view} />
      ) : (
        <CallStage view={view} chat={chat} onSmaller={null} onOpenConversation={onOpenConversation} />
      )}
    </div>
  );
}

function Overlay({ onOpenConversation, chat, onClosed }: Parts) {
  const texts = useSurroundings().strings.calls;
  const { stage } = useCallSurroundings();
  const { size, turns } = useObservable(stage);
  const view = useOwnCall();
  const titleId = useId();
  const over = useUnseenOver(view);
  const isMine = useTurn('overlay');
  const isShown = isMine && turns.inline.length === 0;
  useWakeLock(view.own !== null && isShown);
  if (!isShown) return null;
  const toThread =
    onOpenConversation === undefined
      ? undefined
      : (conversationId: string) => {
          stage.change(over === null ? { size: 'small' } : { seenOver: over });
          onOpenConversation(conversationId);
        };
  if (over !== null) {
    const close = () => {
      stage.change({ seenOver: over });
      onClosed?.();
    };
    return (
      <Modal className="csr-over-dialog" labelledBy={titleId} onEscape={close}>
        <CallOver over={over} titleId={titleId} onClose={close} onOpenConversation={toThread} />
      </Modal>
    );
  }
  if (view.own === null) return <Aside />;
  if (size === 'small') {
    return <CallSmall view={view} label={texts.small} onLarger={() => stage.change({ size: 'full' })} />;
  }
  const shrink = () => stage.change({ size: 'small' });
  return (
    <Modal className="csr-call-dialog" label={nameOf(view, texts)} onEscape={shrink}>
      {view.phase === 'waiting' ? (
        <Lobby view={view} />
      ) : (
        <CallStage view={view} chat={chat} onSmaller={shrink} onOpenConversation={toThread} />
      )}
    </Modal>
  );
}

/** Without a call: one that goes on with another device, and why the last try did not work. */
function Aside() {
  return (
    <>
      <div aria-live="polite" className="csr-aside">
        <CallElsewhere />
      </div>
      <CallFailure />
    </>
  );
}

/** The end of the last call, until the person has closed it. */
function useUnseenOver({ state }: OwnCallView) {
  const { stage } = useCallSurroundings();
  const { seenOver } = useObservable(stage);
  return state.own === null && state.over !== null && state.over !== seenOver ? state.over : null;
}

interface ModalProps {
  className: string;
  label?: string;
  labelledBy?: string;
  onEscape(): void;
  children: ReactNode;
}

/** A native modal brings the focus trap, the inert page behind and the way back of the focus. */
function Modal({ className, label, labelledBy, onEscape, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        // A select or a dialog inside cancels too, and means itself.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onEscape();
      }}
    >
      {children}
    </dialog>
  );
}
