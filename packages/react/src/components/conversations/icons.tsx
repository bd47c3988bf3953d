import { Icon, type IconProps } from '../icons.tsx';

export const MoreIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5.5 12v.1M12 12v.1M18.5 12v.1" strokeWidth="2.75" />
  </Icon>
);
export const ArchiveIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4.5 5.5h15v3.5h-15zM6 9v8.2a1.8 1.8 0 0 0 1.8 1.8h8.4a1.8 1.8 0 0 0 1.8-1.8V9M10 13h4" />
  </Icon>
);
export const UnarchiveIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4.5 5.5h15v3.5h-15zM6 9v8.2a1.8 1.8 0 0 0 1.8 1.8h8.4a1.8 1.8 0 0 0 1.8-1.8V9M12 17v-5M9.8 13.8 12 11.6l2.2 2.2" />
  </Icon>
);
export const BlockIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="12" cy="12" r="7.5" />
    <path d="m6.8 6.8 10.4 10.4" />
  </Icon>
);
export const PencilIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5 19v-3.2L15.6 5.2a2 2 0 0 1 2.9 0l.3.3a2 2 0 0 1 0 2.9L8.2 19ZM13.5 7.5l3 3" />
  </Icon>
);
export const BellIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5ZM10 20.3h4" />
  </Icon>
);
export const BellOffIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M6.5 16.5V11c0-1 .3-2 .8-2.8M9.3 6.2A5.5 5.5 0 0 1 17.5 11v3M18 18H5l1.5-1.5M10 20.3h4M4.5 4.5l15 15" />
  </Icon>
);
export const TrashIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5 7.5h14M9.5 7.5V5h5v2.5M7 7.5l.8 10.2A1.5 1.5 0 0 0 9.3 19h5.4a1.5 1.5 0 0 0 1.5-1.3L17 7.5M10.5 11v4.5M13.5 11v4.5" />
  </Icon>
);
export const ReadIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4.5 11.2C4.5 7.5 7.9 4.6 12 4.6s7.5 2.9 7.5 6.6-3.4 6.6-7.5 6.6c-.9 0-1.7-.1-2.5-.4L5.4 19.4l.9-3.4a6.2 6.2 0 0 1-1.8-4.8Z" />
    <path d="m9.2 11.4 2.1 2.1 3.7-4" />
  </Icon>
);
export const MinimiseIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M6 17h12" />
  </Icon>
);
export const RestoreIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m6.5 14.5 5.5-5.5 5.5 5.5" />
  </Icon>
);
