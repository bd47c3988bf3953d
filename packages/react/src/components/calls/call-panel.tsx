import { type ComponentType, type ReactNode, useEffect, useId, useRef } from 'react';
import type { OwnCallView } from '../../hooks/use-own-call.ts';
import { useSurroundings } from '../../provider.tsx';
import { CloseIcon } from '../icons.tsx';
import { MicrophoneIcon, MicrophoneOffIcon } from './call-icons.tsx';
import { useCallSurroundings } from './calls-provider.tsx';
import { Face, personOf } from './face.tsx';
import { Invitation } from './invitation.tsx';
import { barsOf } from './line-quality.ts';
import type { PanelName } from './call-controls.tsx';
import { QualityBars } from './quality-bars.tsx';
import { attempt } from './stage.ts';

export interface CallPanelProps {
  name: PanelName;
  view: OwnCallView;
  chat: ComponentType<{ conversationId: string }> | undefined;
  /** What the panel of everything else holds. */
  more: ReactNode;
  onClose(): void;
}

/** What stands open beside the pictures, or over them where there is no room beside. */
export function CallPanel({ name, view, chat: Chat, more, onClose }: CallPanelProps) {
  const { strings } = useSurroundings();
  const texts = strings.calls;
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opened it means to go on in it.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const titles: Record<PanelName, string> = {
    people: texts.people,
    chat: texts.chat,
    invite: texts.invite,
    more: texts.more,
  };
  const conversationId = view.call?.conversationId ?? null;
  return (
    <aside className="csr-call-panel" aria-labelledby={titleId} data-panel={name} data-testid={`call-panel-${name}`}>
      <header>
        <h3 id={titleId} ref={heading} tabIndex={-1}>
          {titles[name]}
        </h3>
        <button type="button" className="csr-icon-button" onClick={onClose}>
          <CloseIcon />
          <span className="csr-hidden">{strings.close}</span>
        </button>
      </header>
      <div className="csr-call-panel-body">
        {name === 'people' && <People view={view} />}
        {name === 'chat' && Chat !== undefined && conversationId !== null && <Chat conversationId={conversationId} />}
        {name === 'invite' && view.call !== null && <Invitation call={view.call} />}
        {name === 'more' && more}
      </div>
    </aside>
  );
}

function People({ view }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  const { stage } = useCallSurroundings();
  const { calls, call, own, mine, others, mayAdmit } = view;
  if (call === null || own === null) return null;
  const rung = call.participants.filter(({ state }) => state === 'invited' || state === 'ringing');
  return (
    <ul className="csr-call-people">
      {mine !== null && (
        <Person person={mine} words={texts.you}>
          <MutedMark isMuted={!own.media.sends.audio} name={texts.you} />
        </Person>
      )}
      {others.map(({ participant, link }) => (
        <Person
          key={participant.id}
          person={participant}
          words={texts.roles[participant.role]}
          detail={<QualityBars bars={barsOf(link)} withWords />}
        >
          <MutedMark isMuted={!participant.media.audio} name={participant.name} />
          {call.mode === 'room' && mayAdmit && participant.id !== call.hostId && (
            <button
              type="button"
              className="csr-link"
              onClick={() => void attempt(stage, () => calls.remove(call.id, participant.id))}
            >
              {texts.remove}
              <span className="csr-hidden"> {participant.name}</span>
            </button>
          )}
        </Person>
      ))}
      {rung.map((participant) => (
        <Person
          key={participant.id}
          person={participant}
          words={participant.state === 'ringing' ? texts.ringing : texts.calling}
        />
      ))}
    </ul>
  );
}

interface PersonProps {
  person: Parameters<typeof personOf>[0];
  words: string;
  detail?: ReactNode;
  children?: ReactNode;
}

function Person({ person, words, detail, children }: PersonProps) {
  return (
    <li>
      <Face person={personOf(person)} />
      <p>
        <strong className="csr-ellipsis">{person.name}</strong>
        <span>{words}</span>
        {detail}
      </p>
      {children}
    </li>
  );
}

function MutedMark({ isMuted, name }: { isMuted: boolean; name: string }) {
  const texts = useSurroundings().strings.calls;
  return (
    <span className="csr-call-mark" data-off={isMuted || undefined}>
      {isMuted ? <MicrophoneOffIcon size={18} /> : <MicrophoneIcon size={18} />}
      <span className="csr-hidden">{isMuted ? texts.isMuted(name) : texts.isHeard(name)}</span>
    </span>
  );
}
