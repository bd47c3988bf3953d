/**
 * Why a session ended for good: its token ran out and no other came, was refused as no token of this server, or was withdrawn
 * (a logout, a person shut out or erased), which alone takes what this device keeps of the person.
 */
export type SessionEnding = 'token_expired' | 'refused' | 'revoked';

/** What the code of an error says of the token that was shown; null for errors that a token is not to blame for. */
export function endingOf(code: string): SessionEnding | null {
  if (code === 'token_expired') return code;
  if (code === 'token_revoked') return 'revoked';
  return code === 'unauthenticated' ? 'refused' : null;
}
