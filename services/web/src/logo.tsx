/** The mark: a round of talk with one voice in another colour. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className="mark-ground" width="32" height="32" rx="10" />
      <path
        className="mark-bubble"
        d="M16 8c-5 0-9 3.3-9 7.4 0 2.2 1.2 4.2 3 5.5l-.8 3.6 4.1-2c.9.2 1.8.3 2.7.3 5 0 9-3.3 9-7.4S21 8 16 8Z"
      />
      <circle className="mark-dot" cx="12.4" cy="15.4" r="1.4" />
      <circle className="mark-dot" cx="16" cy="15.4" r="1.4" />
      <circle className="mark-dot mark-dot-warm" cx="19.6" cy="15.4" r="1.4" />
    </svg>
  );
}

/** The mark with the name beside it. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <span className="logo">
      <Mark size={size} />
      <span>Causerie</span>
    </span>
  );
}
