import { Icon } from '@causerie/react';

const SIZE = 22;

/** Pictures of the pages, always beside their names. */
export const glyphs = {
  messages: (
    <Icon size={SIZE}>
      <path d="M4.5 11.2C4.5 7.5 7.9 4.6 12 4.6s7.5 2.9 7.5 6.6-3.4 6.6-7.5 6.6c-.9 0-1.7-.1-2.5-.4L5.4 19.4l.9-3.4a6.2 6.2 0 0 1-1.8-4.8Z" />
      <path d="M9 10h6M9 13h3.5" />
    </Icon>
  ),
  calls: (
    <Icon size={SIZE}>
      <rect x="3.5" y="6.5" width="11.5" height="11" rx="2.5" />
      <path d="m15 10.8 4.2-2.5a.8.8 0 0 1 1.3.7v6a.8.8 0 0 1-1.3.7L15 13.2" />
    </Icon>
  ),
  people: (
    <Icon size={SIZE}>
      <circle cx="9" cy="8.5" r="3.2" />
      <path d="M3.5 18.8c.4-3.1 2.6-5 5.5-5s5.1 1.9 5.5 5M15.5 5.7a3 3 0 0 1 0 5.7M17.2 14.4c1.9.7 3.1 2.2 3.4 4.4" />
    </Icon>
  ),
  appointments: (
    <Icon size={SIZE}>
      <rect x="4" y="5.5" width="16" height="14" rx="2.5" />
      <path d="M4 10h16M8.5 3.5v3.5M15.5 3.5v3.5M8 13.8h3M8 16.5h5.5" />
    </Icon>
  ),
  notifications: (
    <Icon size={SIZE}>
      <path d="M12 4a5.2 5.2 0 0 0-5.2 5.2c0 4.6-1.8 5.8-1.8 6.9h14c0-1.1-1.8-2.3-1.8-6.9A5.2 5.2 0 0 0 12 4Z" />
      <path d="M10 19.2a2.2 2.2 0 0 0 4 0" />
    </Icon>
  ),
  settings: (
    <Icon size={SIZE}>
      <path d="M4 7.5h8.5M17.5 7.5H20M4 16.5h2.5M11.5 16.5H20" />
      <circle cx="15" cy="7.5" r="2.5" />
      <circle cx="9" cy="16.5" r="2.5" />
    </Icon>
  ),
  duo: (
    <Icon size={SIZE}>
      <rect x="3.5" y="5.5" width="10" height="13" rx="2" />
      <rect x="16.5" y="8.5" width="5" height="10" rx="1.5" />
      <path d="M6.5 9h4M6.5 12h2.5" />
    </Icon>
  ),
} as const;
