import type { ReactNode } from 'react';
import type { OwnCallView } from '../../hooks/use-own-call.ts';
import type { PictureInPicture } from '../../hooks/use-picture-in-picture.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { ChatIcon } from '../icons.tsx';
import type { Layout } from './call-floor.tsx';
import { canShareScreen, type PanelName } from './call-controls.tsx';
import {
  FullScreenIcon,
  GridIcon,
  InviteIcon,
  PeopleIcon,
  PictureIcon,
  ScreenIcon,
  ShrinkIcon,
  SpeakerViewIcon,
} from './call-icons.tsx';
import { DeviceFields } from './device-fields.tsx';

export interface CallMoreProps {
  view: OwnCallView;
  layout: Layout;
  onLayout(layout: Layout): void;
  onPanel(panel: PanelName): void;
  picture: PictureInPicture;
  onPicture(): void;
  fullScreen: { isFull: boolean; toggle: (() => void) | null };
  onThread: (() => void) | null;
}

/** Everything that has no place in the bar: other ways to look at the call, the devices, and the keys. */
export function CallMore(props: CallMoreProps) {
  const texts = useSurroundings().strings.calls;
  const { chooseDevice, shareScreen } = useWebRTC();
  const { view, layout, onLayout, onPanel, picture, onPicture, fullScreen, onThread } = props;
  const { own, call, others, mayAdmit } = view;
  if (own === null) return null;
  const isSharing = own.media.sends.screen;
  return (
    <>
      <ul className="csr-call-menu">
        {canShareScreen() && (
          <Entry icon={<ScreenIcon />} place="narrow" onPress={() => void shareScreen(!isSharing)}>
            {isSharing ? texts.stopSharing : texts.share}
          </Entry>
        )}
        <Entry icon={<PeopleIcon />} place="narrow" onPress={() => onPanel('people')}>
          {texts.people}
        </Entry>
        {call?.mode === 'room' && mayAdmit && (
          <Entry icon={<InviteIcon />} place="narrow" onPress={() => onPanel('invite')}>
            {texts.invite}
          </Entry>
        )}
        {others.length > 1 && (
          <Entry
            icon={layout === 'grid' ? <SpeakerViewIcon /> : <GridIcon />}
            onPress={() => onLayout(layout === 'grid' ? 'speaker' : 'grid')}
          >
            {layout === 'grid' ? texts.layoutSpeaker : texts.layoutGrid}
          </Entry>
        )}
        {picture.kind !== null && (
          <Entry icon={<PictureIcon />} onPress={onPicture} testId="call-picture-in-picture">
            {texts.pictureInPicture}
          </Entry>
        )}
        {fullScreen.toggle !== null && (
          <Entry icon={fullScreen.isFull ? <ShrinkIcon /> : <FullScreenIcon />} onPress={fullScreen.toggle}>
            {fullScreen.isFull ? texts.leaveFullScreen : texts.fullScreen}
          </Entry>
        )}
        {onThread !== null && (
          <Entry icon={<ChatIcon />} onPress={onThread} testId="call-open-thread">
            {texts.openThread}
          </Entry>
        )}
      </ul>
      <h4>{texts.devicesTitle}</h4>
      <DeviceFields media={own.media} onDevice={(kind, id) => void chooseDevice(kind, id)} />
      <Keys />
    </>
  );
}

interface EntryProps {
  icon: ReactNode;
  onPress(): void;
  children: ReactNode;
  /** `narrow` shows it only where the bar has no room for it. */
  place?: 'narrow';
  testId?: string;
}

function Entry({ icon, onPress, children, place, testId }: EntryProps) {
  return (
    <li data-place={place}>
      <button type="button" onClick={onPress} data-testid={testId}>
        {icon}
        {children}
      </button>
    </li>
  );
}

function Keys() {
  const texts = useSurroundings().strings.calls;
  const keys: readonly (readonly [key: string, does: string])[] = [
    ['M', texts.keyMicrophone],
    ['V', texts.keyCamera],
    [texts.escapeKey, texts.keyEscape],
  ];
  return (
    <section className="csr-call-keys">
      <h4>{texts.keysTitle}</h4>
      <dl>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
