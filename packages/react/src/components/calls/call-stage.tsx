import { type ComponentType, useCallback, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { asClock, useElapsed } from '../../hooks/use-elapsed.ts';
import { useCallKeys } from '../../hooks/use-call-keys.ts';
import { useFullScreen } from '../../hooks/use-full-screen.ts';
import type { OwnCallView } from '../../hooks/use-own-call.ts';
import { usePictureInPicture } from '../../hooks/use-picture-in-picture.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { CallControls, type PanelName } from './call-controls.tsx';
import { CallFloor, type Layout } from './call-floor.tsx';
import { SmallerIcon } from './call-icons.tsx';
import { CallMore } from './call-more.tsx';
import { CallNotices } from './call-notices.tsx';
import { CallPanel } from './call-panel.tsx';
import { CallSmall } from './call-small.tsx';
import { nameOf } from './call-words.ts';

export interface CallStageProps {
  view: OwnCallView;
  chat: ComponentType<{ conversationId: string }> | undefined;
  /** Makes the window small; null where it stands in a page. */
  onSmaller: (() => void) | null;
  onOpenConversation: ((conversationId: string) => void) | undefined;
}

/** A call as large as its place: the people, what there is to know, and the controls. */
export function CallStage({ view, chat, onSmaller, onOpenConversation }: CallStageProps) {
  const texts = useSurroundings().strings.calls;
  const { call, others } = view;
  const stage = useRef<HTMLDivElement>(null);
  const [layout, setLayout] = useState<Layout>('grid');
  const [panel, setPanel] = useState<PanelName | null>(null);
  const { toggleMicrophone, toggleCamera } = useWebRTC();
  const fullScreen = useFullScreen(stage);
  const picture = usePictureInPicture();
  const close = useCallback(() => {
    if (panel === null) return false;
    setPanel(null);
    stage.current?.focus({ preventScroll: true });
    return true;
  }, [panel]);
  const press = useCallKeys({
    toggleMicrophone: () => void toggleMicrophone(),
    toggleCamera: () => void toggleCamera(),
    close,
  });
  useEffect(() => stage.current?.focus({ preventScroll: true }), []);
  const conversationId = call?.conversationId ?? null;
  const onThread =
    conversationId === null || onOpenConversation === undefined ? null : () => onOpenConversation(conversationId);
  const isShared = others.some(({ participant }) => participant.media.screen);
  const shownLayout = isShared ? 'speaker' : layout;
  return (
    // Keys are heard here from whatever has the focus inside; the stage itself has it at first, so that they work at once.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={stage}
      className="csr-call"
      data-panel={panel ?? undefined}
      tabIndex={-1}
      onKeyDown={press}
      data-testid="call-stage"
      data-phase={view.phase}
    >
      <div className="csr-call-main csr-call-dark" data-causerie-theme="dark">
        <Head view={view} onSmaller={onSmaller} />
        <CallNotices view={view} />
        <CallFloor view={view} layout={shownLayout} />
        <CallControls
          {...{ view, panel, onPanel: setPanel, layout: shownLayout, onLayout: setLayout }}
          hasChat={chat !== undefined && conversationId !== null}
        />
      </div>
      {panel !== null && (
        <CallPanel
          key={panel}
          name={panel}
          view={view}
          chat={chat}
          onClose={close}
          more={
            <CallMore
              {...{ view, picture, fullScreen, onThread }}
              {...{ layout: shownLayout, onLayout: setLayout, onPanel: setPanel }}
              onPicture={() => stage.current !== null && picture.toggle(stage.current)}
            />
          }
        />
      )}
      {picture.body !== null && createPortal(<CallSmall view={view} label={texts.small} />, picture.body)}
    </div>
  );
}

function Head({ view, onSmaller }: { view: OwnCallView; onSmaller: (() => void) | null }) {
  const texts = useSurroundings().strings.calls;
  const { call, phase } = view;
  const elapsedMs = useElapsed(call?.answeredAt ?? null);
  return (
    <header className="csr-call-head">
      {onSmaller !== null && (
        <button
          type="button"
          className="csr-icon-button"
          title={texts.smaller}
          onClick={onSmaller}
          data-testid="call-smaller"
        >
          <SmallerIcon />
          <span className="csr-hidden">{texts.smaller}</span>
        </button>
      )}
      <h2 className="csr-ellipsis">{nameOf(view, texts)}</h2>
      {phase === 'connected' && elapsedMs !== null && (
        <span className="csr-call-timer" role="timer" data-testid="call-timer">
          {asClock(elapsedMs)}
        </span>
      )}
      <output className="csr-hidden">{phase === null ? '' : texts.phases[phase]}</output>
    </header>
  );
}
