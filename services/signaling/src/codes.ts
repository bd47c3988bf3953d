import { createHash, randomBytes } from 'node:crypto';
import { CALL_CODE_BYTES, formatCallCode } from '@causerie/core';

const SHARE_TOKEN_BYTES = 32;

/** Makes the codes of calls. */
export const codes = { next: (): string => formatCallCode(randomBytes(CALL_CODE_BYTES)) };

/** Makes the token of a link into a call: 256 bits (CALL-9). */
export function mintToken(): string {
  return randomBytes(SHARE_TOKEN_BYTES).toString('base64url');
}

/** The hash under which a share token is kept. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
