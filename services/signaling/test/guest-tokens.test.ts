import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createGuestTokens } from '../src/guest-tokens.ts';

const JWT_SECRET = 'a secret of the tests, long enough for HS256';
const claims = { callId: randomUUID(), participantId: randomUUID(), expiresAtMs: 1_900_000_000_000 };

describe('The token of a guest', () => {
  it('names one participant of one call, until a moment', () => {
    const tokens = createGuestTokens({ JWT_SECRET });
    expect(tokens.read(tokens.sign(claims))).toEqual(claims);
  });

  it('is believed of nobody else: not changed in any byte, cut, or made with another secret', () => {
    const tokens = createGuestTokens({ JWT_SECRET });
    const bytes = Buffer.from(tokens.sign(claims), 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(tokens.read(changed.toString('base64url'))).toBeNull();
    }
    expect(tokens.read(bytes.subarray(1).toString('base64url'))).toBeNull();
    expect(tokens.read('')).toBeNull();
    const others = createGuestTokens({ ATTACHMENT_LINK_SECRET: `${JWT_SECRET}!`, JWT_SECRET });
    expect(tokens.read(others.sign(claims))).toBeNull();
    expect(() => createGuestTokens({})).toThrow('ATTACHMENT_LINK_SECRET');
  });
});
