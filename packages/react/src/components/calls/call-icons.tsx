import type { ReactNode } from 'react';
import { Icon } from '../icons.tsx';

interface CallIconProps {
  size?: number;
}

function icon(drawing: ReactNode) {
  return (props: CallIconProps) => <Icon {...props}>{drawing}</Icon>;
}

const MICROPHONE = (
  <>
    <rect x="9" y="3.5" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v2.5M9 20.5h6" />
  </>
);
const CAMERA = (
  <>
    <rect x="3" y="6.5" width="12.5" height="11" rx="2.5" />
    <path d="m15.5 11 5-3v8l-5-3" />
  </>
);
const STRUCK = <path d="m4 4 16 16" />;
const HANDSET = (
  <path d="M7.2 4.2 9.4 8.4 7.6 10a11.5 11.5 0 0 0 6.4 6.4l1.6-1.8 4.2 2.2-.6 2.4a1.6 1.6 0 0 1-1.7 1.2C10.3 19.7 4.3 13.7 3.6 6.5a1.6 1.6 0 0 1 1.2-1.7Z" />
);

export const MicrophoneIcon = icon(MICROPHONE);
export const MicrophoneOffIcon = icon(
  <>
    {MICROPHONE}
    {STRUCK}
  </>,
);
export const CameraIcon = icon(CAMERA);
export const CameraOffIcon = icon(
  <>
    {CAMERA}
    {STRUCK}
  </>,
);
export const PhoneIcon = icon(HANDSET);
export const HangUpIcon = icon(
  <path d="M3.5 14.5c0-3 3.8-5 8.5-5s8.5 2 8.5 5l-.3 1.7a1.2 1.2 0 0 1-1.5.9l-3-.8a1.2 1.2 0 0 1-.9-1.2v-1.6a12 12 0 0 0-5.6 0v1.6a1.2 1.2 0 0 1-.9 1.2l-3 .8a1.2 1.2 0 0 1-1.5-.9Z" />,
);
export const ScreenIcon = icon(
  <>
    <rect x="3" y="4.5" width="18" height="12" rx="2" />
    <path d="M8.5 20h7M12 13.5v-5.5M9.5 10.3 12 7.8l2.5 2.5" />
  </>,
);
export const PeopleIcon = icon(
  <>
    <circle cx="9" cy="8.5" r="3.2" />
    <path d="M3 19c.4-3.3 2.8-5 6-5s5.6 1.7 6 5M15.5 5.7a3.2 3.2 0 0 1 0 5.6M17.5 14.5c2 .6 3.2 2.1 3.5 4.5" />
  </>,
);
export const MoreIcon = icon(<path d="M5.5 12h.1M12 12h.1M18.5 12h.1" strokeWidth="3" />);
export const SettingsIcon = icon(
  <>
    <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
    <circle cx="16" cy="7" r="2.5" />
    <circle cx="8" cy="17" r="2.5" />
  </>,
);
export const GridIcon = icon(
  <>
    <rect x="4" y="5" width="7" height="6" rx="1.5" />
    <rect x="13" y="5" width="7" height="6" rx="1.5" />
    <rect x="4" y="13" width="7" height="6" rx="1.5" />
    <rect x="13" y="13" width="7" height="6" rx="1.5" />
  </>,
);
export const SpeakerViewIcon = icon(
  <>
    <rect x="4" y="4.5" width="16" height="10" rx="2" />
    <path d="M5 18.5h3M10.5 18.5h3M16 18.5h3" strokeWidth="2.5" />
  </>,
);
export const PictureIcon = icon(
  <>
    <rect x="3" y="5" width="18" height="14" rx="2" />
    <rect x="12" y="11.5" width="6.5" height="5" rx="1" fill="currentColor" stroke="none" />
  </>,
);
export const FullScreenIcon = icon(<path d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15" />);
export const ShrinkIcon = icon(<path d="M9.5 4.5v5h-5M14.5 4.5v5h5M19.5 14.5h-5v5M4.5 14.5h5v5" />);
export const SmallerIcon = icon(<path d="M6 10l6 6 6-6" />);
export const SoundIcon = icon(
  <path d="M4.5 9.5v5H8l4.5 4v-13L8 9.5ZM16 9a4.2 4.2 0 0 1 0 6M18.5 6.5a7.8 7.8 0 0 1 0 11" />,
);
export const LinkIcon = icon(
  <path d="M10.2 13.8a3.6 3.6 0 0 0 5.1 0l3.2-3.2a3.6 3.6 0 0 0-5.1-5.1l-1.2 1.2M13.8 10.2a3.6 3.6 0 0 0-5.1 0l-3.2 3.2a3.6 3.6 0 0 0 5.1 5.1l1.2-1.2" />,
);
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
    <path d="M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2" />
  </>,
);
export const ShareIcon = icon(
  <path d="M12 15V4M8 7.5 12 3.5l4 4M6 11.5v7a1.5 1.5 0 0 0 1.5 1.5h9a1.5 1.5 0 0 0 1.5-1.5v-7" />,
);
export const InviteIcon = icon(
  <>
    <circle cx="10" cy="8.5" r="3.5" />
    <path d="M3.5 19.5c.4-3.6 3-5.5 6.5-5.5 1.3 0 2.5.3 3.5.8M18 14v6M15 17h6" />
  </>,
);
export const IncomingIcon = icon(<path d="M18 6 7 17M7 9v8h8" />);
export const OutgoingIcon = icon(<path d="M6 18 17 7M9 7h8v8" />);
export const MissedIcon = icon(<path d="m4 9 6.5 6L20 6M4 14.5V9h5.5" />);
export const MoveIcon = icon(
  <path d="M12 4v16M4 12h16M9.5 6.5 12 4l2.5 2.5M9.5 17.5 12 20l2.5-2.5M6.5 9.5 4 12l2.5 2.5M17.5 9.5 20 12l-2.5 2.5" />,
);
export const DoorIcon = icon(<path d="M6 20.5v-15a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v15M4 20.5h16M14.5 12.2v.1" />);
