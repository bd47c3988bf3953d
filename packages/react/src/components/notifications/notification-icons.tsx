import type { NotificationKind } from '@causerie/client';
import type { ReactNode } from 'react';
import { AlertIcon, ChatIcon, Icon } from '../icons.tsx';

interface IconProps {
  size?: number;
}

/** A bell; struck through where something is silent. */
export const BellIcon = ({ size = 20, off = false }: IconProps & { off?: boolean }) => (
  <Icon size={size}>
    <path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5ZM10 20.2a2.2 2.2 0 0 0 4 0M12 5.5V4" />
    {off && <path d="m4.5 4.5 15 15" />}
  </Icon>
);
const PhoneIcon = ({ size = 20 }: IconProps) => (
  <Icon size={size}>
    <path d="M8.2 4.5H5.6c-.6 0-1.1.5-1.1 1.1A14 14 0 0 0 18.4 19.5c.6 0 1.1-.5 1.1-1.1v-2.6l-4-1.6-1.7 2a11.5 11.5 0 0 1-6-6l2-1.7Z" />
  </Icon>
);
const MissedCallIcon = ({ size = 20 }: IconProps) => (
  <Icon size={size}>
    <path d="m7 5 5 5 6-6M7 9V5h4M4.6 18.4c4.2-4.2 10.6-4.2 14.8 0l-2 2-3-1.4v-2a11 11 0 0 0-4.8 0v2l-3 1.4Z" />
  </Icon>
);
const CalendarIcon = ({ size = 20 }: IconProps) => (
  <Icon size={size}>
    <path d="M5 7.5A1.5 1.5 0 0 1 6.5 6h11A1.5 1.5 0 0 1 19 7.5v10a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 17.5ZM5 10.5h14M9 4.5V7M15 4.5V7" />
  </Icon>
);
export const TrashIcon = ({ size = 20 }: IconProps) => (
  <Icon size={size}>
    <path d="M5 7h14M10 7V5h4v2M7 7l.7 11.2c0 .5.4.8.9.8h6.8c.5 0 .9-.3.9-.8L17 7M10.3 10.5v5M13.7 10.5v5" />
  </Icon>
);
export const ReadIcon = ({ size = 20 }: IconProps) => (
  <Icon size={size}>
    <path d="m4.5 10 7.5 4.8L19.5 10M4.5 10v8.5h15V10L12 4.5Z" />
  </Icon>
);

const KINDS: Record<NotificationKind, (props: IconProps) => ReactNode> = {
  message: ChatIcon,
  call: PhoneIcon,
  'missed-call': MissedCallIcon,
  appointment: CalendarIcon,
  system: AlertIcon,
};

/** What a notification is about, as a picture beside its words. */
export function KindIcon({ kind, size = 20 }: { kind: NotificationKind; size?: number }) {
  const Drawn = KINDS[kind];
  return <Drawn size={size} />;
}
