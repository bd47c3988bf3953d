import type { ReactNode } from 'react';

export interface IconProps {
  size?: number;
}

/** Drawn inline so that they take the text's colour and cost no request; always beside a text, hence hidden from readers. */
export function Icon({ size = 20, children }: IconProps & { children: ReactNode }) {
  return (
    <svg
      className="csr-icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const SendIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5 12h13M12.5 5.5 19 12l-6.5 6.5" />
  </Icon>
);
export const BackIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M15 5.5 8.5 12l6.5 6.5" />
  </Icon>
);
export const DownIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M12 5v13M5.5 12 12 18.5 18.5 12" />
  </Icon>
);
export const ComposeIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M12 5H7a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-5" />
    <path d="M10 14.2V11.8L17.8 4a1.7 1.7 0 0 1 2.4 2.4L12.4 14.2Z" />
  </Icon>
);
export const CloseIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />
  </Icon>
);
export const SearchIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="11" cy="11" r="6" />
    <path d="m15.6 15.6 4 4" />
  </Icon>
);
export const ChatIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4.5 11.2C4.5 7.5 7.9 4.6 12 4.6s7.5 2.9 7.5 6.6-3.4 6.6-7.5 6.6c-.9 0-1.7-.1-2.5-.4L5.4 19.4l.9-3.4a6.2 6.2 0 0 1-1.8-4.8Z" />
  </Icon>
);
export const AlertIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 8v4.5M12 15.8v.1" />
  </Icon>
);
export const ClockIcon = (props: IconProps) => (
  <Icon {...props}>
    <circle cx="12" cy="12" r="7.5" />
    <path d="M12 8v4.2l2.8 1.6" />
  </Icon>
);
export const CheckIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m5.5 12.5 4.2 4.2 8.8-9.4" />
  </Icon>
);
export const DoubleCheckIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m.8 12.6 4.7 4.7 9.2-10M11 14.6l2.8 2.7 9.2-10" />
  </Icon>
);
export const LeaveIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M13.5 5H7.8A1.8 1.8 0 0 0 6 6.8v10.4A1.8 1.8 0 0 0 7.8 19h5.7M11 12h9.5M17 8.5l3.5 3.5-3.5 3.5" />
  </Icon>
);
export const LinkOffIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M4 9.5a12 12 0 0 1 4-2.6M12.5 6.1A12 12 0 0 1 20 9.5M7 13a8 8 0 0 1 3-1.8M14.5 11.5A8 8 0 0 1 17 13M12 17.4v.1M4.5 4.5l15 15" />
  </Icon>
);
