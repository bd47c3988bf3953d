import { type SyntheticEvent, useId, useState } from 'react';
import { useSelected } from '../../hooks/use-causerie.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { CallHistory } from './call-history.tsx';
import { CameraIcon, DoorIcon } from './call-icons.tsx';

export interface ConferenceHomeProps {
  onOpenSession(sessionId: string): void;
  /** Somebody typed the code of a room. */
  onCode(code: string): void;
  onOpenConversation: ((conversationId: string) => void) | undefined;
}

/** Where one opens a room, finds one by its code, and sees one's calls. */
export function ConferenceHome({ onOpenSession, onCode, onOpenConversation }: ConferenceHomeProps) {
  const texts = useSurroundings().strings.calls;
  const isProfessional = useSelected(({ me }) => me?.side === 'professional');
  const { error } = useWebRTC();
  return (
    <div className="csr-conference-home">
      <h2 className="csr-conference-title">{texts.homeTitle}</h2>
      {error !== null && (
        <p className="csr-dialog-failure" role="alert">
          {texts.failures[error.code] ?? texts.failed}
        </p>
      )}
      <div className="csr-conference-doors">
        {isProfessional && <OpenRoom onOpenSession={onOpenSession} />}
        <CodeForm onCode={onCode} />
      </div>
      <CallHistory
        withStatistics={isProfessional}
        {...(onOpenConversation === undefined ? {} : { onOpenConversation })}
      />
    </div>
  );
}

function OpenRoom({ onOpenSession }: Pick<ConferenceHomeProps, 'onOpenSession'>) {
  const texts = useSurroundings().strings.calls;
  const { startCall } = useWebRTC();
  const titleId = useId();
  const [title, setTitle] = useState('');
  const [isLarge, setLarge] = useState(false);
  const [isOpening, setOpening] = useState(false);
  const open = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (isOpening) return;
    setOpening(true);
    const name = title.trim();
    const made = await startCall({
      mode: 'room',
      kind: 'video',
      ...(name === '' ? {} : { title: name }),
      ...(isLarge ? { topology: 'sfu' as const } : {}),
    });
    setOpening(false);
    if (made !== null) onOpenSession(made.id);
  };
  return (
    <form className="csr-call-card" aria-labelledby={titleId} onSubmit={(event) => void open(event)}>
      <h2 id={titleId}>
        <CameraIcon size={22} />
        {texts.openTitle}
      </h2>
      <p className="csr-call-soft">{texts.openHint}</p>
      <label className="csr-call-device">
        <span>{texts.roomName}</span>
        <input
          value={title}
          maxLength={200}
          placeholder={texts.roomNameExample}
          onChange={({ target }) => setTitle(target.value)}
          data-testid="conference-title"
        />
      </label>
      <label className="csr-call-check-box">
        <input type="checkbox" checked={isLarge} onChange={({ target }) => setLarge(target.checked)} />
        <span>{texts.largeRoom}</span>
      </label>
      <button type="submit" className="csr-button" aria-disabled={isOpening} data-testid="conference-open">
        {texts.openRoom}
      </button>
    </form>
  );
}

/** Where a code is typed that somebody said on the telephone. */
export function CodeForm({ onCode }: Pick<ConferenceHomeProps, 'onCode'>) {
  const texts = useSurroundings().strings.calls;
  const titleId = useId();
  const [code, setCode] = useState('');
  const go = (event: SyntheticEvent) => {
    event.preventDefault();
    if (code.trim() !== '') onCode(code.trim());
  };
  return (
    <form className="csr-call-card" aria-labelledby={titleId} onSubmit={go}>
      <h2 id={titleId}>
        <DoorIcon size={22} />
        {texts.codeFormTitle}
      </h2>
      <p className="csr-call-soft">{texts.codeFormHint}</p>
      <label className="csr-call-device">
        <span>{texts.codeField}</span>
        <input
          className="csr-call-code-field"
          value={code}
          maxLength={40}
          placeholder="7K3D-9QXA-M2P"
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setCode(target.value)}
          data-testid="conference-code"
        />
      </label>
      <button type="submit" className="csr-button" data-testid="conference-join">
        {texts.codeGo}
      </button>
    </form>
  );
}
