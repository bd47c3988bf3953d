import { type ReactNode, useId, useState } from 'react';
import type { OwnCallView } from '../../hooks/use-own-call.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { ChatIcon } from '../icons.tsx';
import {
  CameraIcon,
  CameraOffIcon,
  GridIcon,
  HangUpIcon,
  InviteIcon,
  MicrophoneIcon,
  MicrophoneOffIcon,
  MoreIcon,
  PeopleIcon,
  ScreenIcon,
  SpeakerViewIcon,
} from './call-icons.tsx';
import type { Layout } from './call-floor.tsx';

/** What may stand open beside the pictures. */
export type PanelName = 'people' | 'chat' | 'invite' | 'more';

export interface CallControlsProps {
  view: OwnCallView;
  panel: PanelName | null;
  onPanel(panel: PanelName | null): void;
  layout: Layout;
  onLayout(layout: Layout): void;
  hasChat: boolean;
}

/** The bar in reach of a thumb: what one sends, what stands open beside it, and the way out. */
export function CallControls({ view, panel, onPanel, layout, onLayout, hasChat }: CallControlsProps) {
  const texts = useSurroundings().strings.calls;
  const { own, call, others, waiting, mayAdmit } = view;
  if (own === null) return null;
  const toggle = (name: PanelName) => onPanel(panel === name ? null : name);
  const panelProps = (name: PanelName) => ({ isOn: panel === name, onPress: () => toggle(name), expands: true });
  const isRoom = call?.mode === 'room';
  return (
    <div className="csr-call-controls" role="toolbar" aria-label={texts.controls}>
      <SourceControls view={view} />
      <span className="csr-call-gap" />
      {others.length > 1 && (
        <Control
          name={layout === 'grid' ? texts.layoutSpeaker : texts.layoutGrid}
          onPress={() => onLayout(layout === 'grid' ? 'speaker' : 'grid')}
          place="wide"
        >
          {layout === 'grid' ? <SpeakerViewIcon size={22} /> : <GridIcon size={22} />}
        </Control>
      )}
      {isRoom && mayAdmit && (
        <Control name={texts.invite} place="wide" {...panelProps('invite')}>
          <InviteIcon size={22} />
        </Control>
      )}
      <Control name={texts.people} place="wide" {...panelProps('people')}>
        <PeopleIcon size={22} />
        {mayAdmit && waiting.length > 0 && <span className="csr-call-dot" />}
      </Control>
      {hasChat && (
        <Control name={texts.chat} {...panelProps('chat')}>
          <ChatIcon size={22} />
        </Control>
      )}
      <Control name={texts.more} {...panelProps('more')}>
        <MoreIcon size={22} />
      </Control>
      <HangUp view={view} />
    </div>
  );
}

function SourceControls({ view: { own } }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  const { toggleMicrophone, toggleCamera, shareScreen } = useWebRTC();
  if (own === null) return null;
  const { microphone, camera, sends } = own.media;
  return (
    <>
      <Control
        name={texts.mute}
        keys="M"
        isOff={!microphone.on || microphone.failure !== null}
        isPressed={!microphone.on}
        onPress={() => void toggleMicrophone()}
        testId="call-microphone"
      >
        {microphone.on && microphone.failure === null ? <MicrophoneIcon size={22} /> : <MicrophoneOffIcon size={22} />}
      </Control>
      <Control
        name={texts.cameraOff}
        keys="V"
        isOff={!camera.on || camera.failure !== null}
        isPressed={!camera.on}
        onPress={() => void toggleCamera()}
        testId="call-camera"
      >
        {camera.on && camera.failure === null ? <CameraIcon size={22} /> : <CameraOffIcon size={22} />}
      </Control>
      {canShareScreen() && (
        <Control
          name={texts.share}
          isOn={sends.screen}
          isPressed={sends.screen}
          onPress={() => void shareScreen(!sends.screen)}
          place="wide"
          testId="call-share"
        >
          <ScreenIcon size={22} />
        </Control>
      )}
    </>
  );
}

/** Telephones cannot show their screen to a page. */
export function canShareScreen(): boolean {
  return (
    typeof navigator !== 'undefined' && 'getDisplayMedia' in ((navigator as Partial<Navigator>).mediaDevices ?? {})
  );
}

interface ControlProps {
  name: string;
  onPress(): void;
  children: ReactNode;
  /** What it stands for does not send at the moment. */
  isOff?: boolean;
  isOn?: boolean;
  isPressed?: boolean;
  expands?: boolean;
  keys?: string;
  /** `wide` hides it where there is no room; what it does is in the panel of everything else, too. */
  place?: 'wide';
  testId?: string;
}

function Control(props: ControlProps) {
  const { name, onPress, children, isOff, isOn, isPressed, expands, keys, place, testId } = props;
  return (
    <button
      type="button"
      className="csr-call-control"
      title={keys === undefined ? name : `${name} (${keys})`}
      aria-keyshortcuts={keys}
      aria-pressed={isPressed}
      aria-expanded={expands === true ? isOn === true : undefined}
      data-off={isOff || undefined}
      data-on={isOn || undefined}
      data-place={place}
      onClick={onPress}
      data-testid={testId}
    >
      {children}
      <span className="csr-hidden">{name}</span>
    </button>
  );
}

function HangUp({ view: { others, mayEnd } }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  const { endCall } = useWebRTC();
  const [isAsking, setAsking] = useState(false);
  const menuId = useId();
  const hasChoice = mayEnd && others.length > 0;
  return (
    <span className="csr-hang-up">
      <button
        type="button"
        className="csr-call-control"
        data-danger
        title={texts.hangUp}
        aria-expanded={hasChoice ? isAsking : undefined}
        aria-controls={hasChoice && isAsking ? menuId : undefined}
        onClick={() => (hasChoice ? setAsking(!isAsking) : void endCall())}
        data-testid="call-hang-up"
      >
        <HangUpIcon size={26} />
        <span className="csr-hidden">{texts.hangUp}</span>
      </button>
      {hasChoice && isAsking && (
        <span id={menuId} className="csr-hang-up-menu">
          <button type="button" className="csr-button" onClick={() => void endCall()} data-testid="call-leave">
            {texts.leaveCall}
          </button>
          <button
            type="button"
            className="csr-button csr-button-danger"
            onClick={() => void endCall({ forEverybody: true })}
            data-testid="call-end"
          >
            {texts.endForAll}
          </button>
        </span>
      )}
    </span>
  );
}
