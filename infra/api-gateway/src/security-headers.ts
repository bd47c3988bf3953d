/**
 * What the web app may do: load and call its own origin (a websocket to it included) and nothing else. Blob URLs are
 * previews of files before they are sent; data URLs are small images inside style sheets.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer that is part of the web app; services send their own. */
export const webSecurityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self), geolocation=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
};

/** Files whose name changes with their content. */
export const HASHED_ASSETS_PREFIX = '/assets/';
export const HASHED_ASSETS_CACHE = 'public, max-age=31536000, immutable';
/** Everything else is asked for again, and answered 304 when nothing changed. */
export const OTHER_FILES_CACHE = 'no-cache';
