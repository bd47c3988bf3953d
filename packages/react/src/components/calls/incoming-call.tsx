import { type Call, incomingCalls, myPart } from '@causerie/client/calls';
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useCallPreview } from '../../hooks/use-call-preview.ts';
import { useRing } from '../../hooks/use-ring.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import type { Identity } from '../ready-made/shared-client.ts';
import { CameraIcon, HangUpIcon, PhoneIcon, SettingsIcon, SoundIcon } from './call-icons.tsx';
import { useCallSurroundings, useCalls } from './calls-provider.tsx';
import { DevicePreview } from './device-preview.tsx';
import { Face, personOf } from './face.tsx';
import { Listening } from './listening.tsx';
import { MissedCall } from './missed-call.tsx';
import { useTurn } from './use-turn.ts';

export interface IncomingCallProps extends Identity {
  /** The person answered: where the call is shown, if that is another page. */
  onAnswered?: ((callId: string) => void) | null | undefined;
  /** Opens the thread of a missed call; its button shows where this is given. */
  onOpenConversation?: ((conversationId: string) => void) | null | undefined;
  /** `overlay` (the default) is above the page, on a telephone over all of it; `inline` stands where it is put. */
  placement?: 'overlay' | 'inline' | null | undefined;
  /** BCP 47, where the component stands alone. */
  locale?: string | null | undefined;
}

/** Whoever calls: rings in one tab, is shown in all of them, and stays for a moment as a missed call. Draws nothing while nobody calls. */
export function IncomingCall({ userId, role, token, url, locale, ...shown }: IncomingCallProps) {
  return (
    <Listening {...{ userId, role, token, url, locale }}>
      <InTurn {...shown} />
    </Listening>
  );
}

type Shown = Omit<IncomingCallProps, keyof Identity | 'locale'>;

function InTurn(props: Shown) {
  return useTurn('incoming') ? <Incoming {...props} /> : null;
}

function Incoming({ onAnswered, onOpenConversation, placement: asked }: Shown) {
  const placement = asked ?? 'overlay';
  const { line } = useCallSurroundings();
  const { state } = useCalls();
  const [call] = incomingCalls(state, line.whoAmI());
  if (call === undefined) {
    return (
      <div aria-live="polite" className={placement === 'overlay' ? 'csr-aside' : undefined}>
        <MissedCall placement={placement} onOpenConversation={onOpenConversation ?? undefined} />
      </div>
    );
  }
  const isSounding = state.rings[call.id] !== undefined;
  return <Ringing key={call.id} {...{ call, isSounding, onAnswered, placement }} />;
}

interface RingingProps {
  call: Call;
  isSounding: boolean;
  onAnswered: IncomingCallProps['onAnswered'];
  placement: 'overlay' | 'inline';
}

function Ringing({ call, isSounding, onAnswered, placement }: RingingProps) {
  const texts = useSurroundings().strings.calls;
  const { acceptCall, declineCall, isInCall } = useWebRTC();
  const { line } = useCallSurroundings();
  const [isChecking, setChecking] = useState(false);
  const ids = { title: useId(), hint: useId() };
  const caller = call.participants.find(({ id }) => id === call.initiatorId) ?? call.participants[0];
  const name = caller?.name ?? '';
  const ring = useRing(isSounding, texts.incomingTitle(name));
  const answer = (camera: boolean) => {
    setChecking(false);
    void acceptCall(call.id, { microphone: true, camera }).then((answered) => answered && onAnswered?.(call.id));
  };
  const decline = () => void declineCall(call.id);
  const card = useRef<HTMLElement | null>(null);
  const isTyping = useReach(card, placement, { answer: () => answer(call.kind === 'video'), decline });
  if (caller === undefined || myPart(call, line.whoAmI()) === undefined) return null;
  const what = call.mode === 'room' ? texts.incomingRoom : texts.incoming[call.kind];
  return (
    <Card onElement={(element) => (card.current = element)} placement={placement} ids={ids}>
      <div className="csr-incoming-who">
        <Face person={personOf(caller)} />
        <h2 id={ids.title}>
          <span className="csr-incoming-name">{name}</span>
          <span className="csr-incoming-what">{what}</span>
        </h2>
        {call.title !== null && <p className="csr-call-soft">{call.title}</p>}
        {isInCall && <p className="csr-call-soft">{texts.incomingLeaves}</p>}
      </div>
      {ring.isRefused && (
        <button type="button" className="csr-link" onClick={ring.allow}>
          <SoundIcon size={16} /> {texts.tapForSound}
        </button>
      )}
      {isChecking && <QuickPreview withCamera={call.kind === 'video'} />}
      <Answers kind={call.kind} isChecking={isChecking} onCheck={setChecking} onAnswer={answer} onDecline={decline} />
      <p id={ids.hint} className="csr-incoming-keys">
        {texts.incomingKeys}
      </p>
      {/* Who is writing keeps the focus; to them it is said at once, and only then, for a dialog that takes the focus is read. */}
      <span className="csr-hidden" role="alert">
        {isTyping ? `${name}, ${what}. ${texts.incomingKeys}` : ''}
      </span>
    </Card>
  );
}

interface AnswersProps {
  kind: Call['kind'];
  isChecking: boolean;
  onCheck(isChecking: boolean): void;
  onAnswer(withCamera: boolean): void;
  onDecline(): void;
}

function Answers({ kind, isChecking, onCheck, onAnswer, onDecline }: AnswersProps) {
  const texts = useSurroundings().strings.calls;
  const isVideo = kind === 'video';
  const keys = 'Alt+Shift+A';
  return (
    <div className="csr-incoming-actions">
      <button
        type="button"
        className="csr-answer"
        data-how="decline"
        aria-keyshortcuts="Alt+Shift+D"
        onClick={onDecline}
        data-testid="call-decline"
      >
        <span>
          <HangUpIcon size={26} />
        </span>
        {texts.decline}
      </button>
      <button
        type="button"
        className="csr-answer"
        data-how="audio"
        data-primary={!isVideo || undefined}
        aria-keyshortcuts={isVideo ? undefined : keys}
        onClick={() => onAnswer(false)}
        data-testid="call-accept-audio"
      >
        <span>
          <PhoneIcon size={26} />
        </span>
        {isVideo ? texts.acceptAudio : texts.accept}
      </button>
      <button
        type="button"
        className="csr-answer"
        data-how="video"
        data-primary={isVideo || undefined}
        aria-keyshortcuts={isVideo ? keys : undefined}
        onClick={() => onAnswer(true)}
        data-testid="call-accept-video"
      >
        <span>
          <CameraIcon size={26} />
        </span>
        {isVideo ? texts.accept : texts.acceptVideo}
      </button>
      <button
        type="button"
        className="csr-link csr-incoming-check"
        aria-expanded={isChecking}
        onClick={() => onCheck(!isChecking)}
        data-testid="call-check-devices"
      >
        <SettingsIcon size={16} /> {texts.checkDevices}
      </button>
    </div>
  );
}

function QuickPreview({ withCamera }: { withCamera: boolean }) {
  const { preview, media } = useCallPreview(withCamera);
  return (
    <DevicePreview
      media={media}
      onMicrophone={(on) => void preview?.setMicrophone(on)}
      onCamera={(on) => void preview?.setCamera(on)}
      onDevice={(kind, id) => void preview?.choose(kind, id)}
      compact
    />
  );
}

interface CardProps {
  onElement(element: HTMLElement | null): void;
  placement: 'overlay' | 'inline';
  ids: { title: string; hint: string };
  children: ReactNode;
}

/** Where a dialog holds the page, nothing but another dialog can be reached; anything else leaves the focus where it is. */
function Card({ onElement, placement, ids, children }: CardProps) {
  const [isHeld] = useState(isPageHeld);
  const props = {
    className: 'csr-incoming',
    role: 'alertdialog',
    tabIndex: -1,
    'aria-labelledby': ids.title,
    'aria-describedby': ids.hint,
    'data-placement': placement,
    'data-testid': 'incoming-call',
  };
  if (isHeld && placement === 'overlay') {
    return (
      // Escape is no answer.
      <dialog ref={onElement} {...props} onCancel={(event) => event.preventDefault()}>
        {children}
      </dialog>
    );
  }
  return (
    <div ref={onElement} {...props} popover={placement === 'overlay' ? 'manual' : undefined}>
      {children}
    </div>
  );
}

/** Whoever is writing goes on writing; everybody else finds the focus on the card. Two keys answer from anywhere. */
function useReach(
  card: RefObject<HTMLElement | null>,
  placement: 'overlay' | 'inline',
  verbs: { answer(): void; decline(): void },
): boolean {
  const [before] = useState(activeElement);
  const isTyping = isWriting(before);
  const latest = useRef(verbs);
  useEffect(() => {
    latest.current = verbs;
  });
  useEffect(() => {
    if (placement === 'overlay' && card.current !== null) show(card.current, !isTyping);
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
      // The place of the key, because with Alt a keyboard writes other letters.
      const letter =
        event.key.length === 1 && /[a-z]/i.test(event.key) ? event.key.toUpperCase() : event.code.slice(-1);
      if (letter !== 'A' && letter !== 'D') return;
      event.preventDefault();
      if (letter === 'A') latest.current.answer();
      else latest.current.decline();
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
      if (document.activeElement === document.body) before?.focus();
    };
  }, [card, placement, before, isTyping]);
  return isTyping;
}

function activeElement(): HTMLElement | null {
  const element = typeof document === 'undefined' ? null : document.activeElement;
  return element instanceof HTMLElement ? element : null;
}

function isWriting(element: HTMLElement | null): boolean {
  return element !== null && (element.isContentEditable || element.matches('input, textarea, select'));
}

function isPageHeld(): boolean {
  return typeof document !== 'undefined' && document.querySelector('dialog:modal') !== null;
}

/** Puts the card above everything. */
function show(card: HTMLElement, takesFocus: boolean): void {
  if (card instanceof HTMLDialogElement) {
    if (!card.open) card.showModal();
    return;
  }
  card.showPopover?.();
  if (takesFocus) card.focus({ preventScroll: true });
}
