import { Icon, type IconProps } from '../icons.tsx';

export const ReplyIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M9.5 6.5 4.5 11.5l5 5M5 11.5h8.5a6 6 0 0 1 6 6v1" />
  </Icon>
);
export const SmileIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="12" cy="12" r="8" />
    <path d="M8.8 14.2a4 4 0 0 0 6.4 0M9.3 9.6v.1M14.7 9.6v.1" />
  </Icon>
);
export const MoreIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M6 12h.01M12 12h.01M18 12h.01" strokeWidth="2.6" />
  </Icon>
);
export const CopyIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="9" y="9" width="10.5" height="10.5" rx="2.2" />
    <path d="M6 15H5.8A1.8 1.8 0 0 1 4 13.2V6.3A2.3 2.3 0 0 1 6.3 4h6.9A1.8 1.8 0 0 1 15 5.8V6" />
  </Icon>
);
export const PencilIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m5 15.8 10.6-10.6a2 2 0 0 1 2.8 0l.4.4a2 2 0 0 1 0 2.8L8.2 19H5Z" />
  </Icon>
);
export const TrashIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5 7h14M10 7V5.2A1.2 1.2 0 0 1 11.2 4h1.6A1.2 1.2 0 0 1 14 5.2V7M6.8 7l.7 11.2A2 2 0 0 0 9.5 20h5a2 2 0 0 0 2-1.8L17.2 7M10.4 11v5M13.6 11v5" />
  </Icon>
);
export const InfoIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 11.2V16M12 8.1v.1" />
  </Icon>
);
export const ClipIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m18.8 11.6-6.9 6.9a4.3 4.3 0 0 1-6.1-6.1l7.2-7.2a2.9 2.9 0 0 1 4.1 4.1l-7 7a1.4 1.4 0 0 1-2-2l6.4-6.4" />
  </Icon>
);
export const FileIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M13.5 4H8a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V8.5Z" />
    <path d="M13.5 4v4.5H18M9.2 13h5.6M9.2 16h3.6" />
  </Icon>
);
export const DownloadIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M12 4.5v10M7.5 10.5 12 15l4.5-4.5M5 19h14" />
  </Icon>
);
export const ChevronIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m9.5 5.5 6.5 6.5-6.5 6.5" />
  </Icon>
);
export const ZoomIcon = ({ out = false, ...props }: IconProps & { out?: boolean }) => (
  <Icon {...props}>
    <circle cx="11" cy="11" r="6" />
    <path d={`m15.6 15.6 4 4M8.6 11h4.8${out ? '' : 'M11 8.6v4.8'}`} />
  </Icon>
);
export const CalendarIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="4.5" y="6" width="15" height="13.5" rx="2.2" />
    <path d="M4.5 10.5h15M8.5 4v3.5M15.5 4v3.5" />
  </Icon>
);
export const CalendarOffIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="4.5" y="6" width="15" height="13.5" rx="2.2" />
    <path d="M4.5 10.5h15M8.5 4v3.5M15.5 4v3.5M10 13.2l4 4M14 13.2l-4 4" />
  </Icon>
);
export const RetryIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M19 12a7 7 0 1 1-2.2-5.1L19 9M19 4.5V9h-4.5" />
  </Icon>
);
export const PictureIcon = (props: IconProps) => (
  <Icon {...props}>
    <rect x="4" y="5" width="16" height="14" rx="2.4" />
    <circle cx="9" cy="10" r="1.5" />
    <path d="m4.5 17 4.7-4.2 3.1 2.7 3-3 4.2 3.9" />
  </Icon>
);
export const ShieldIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M12 4 5.5 6.5v5.2c0 4 2.7 6.8 6.5 8.3 3.8-1.5 6.5-4.3 6.5-8.3V6.5Z" />
  </Icon>
);
