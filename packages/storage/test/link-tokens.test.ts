import { randomUUID } from 'node:crypto';
import type { LinkClaims } from '@causerie/core';
import { expect, test } from 'vitest';
import { createLinkTokens } from '../src/index.ts';

const SECRET = 'a secret of at least thirty-two characters';
const claims: LinkClaims = {
  attachmentId: randomUUID(),
  personId: randomUUID(),
  size: 'thumbnail',
  expiresAtMs: Date.now(),
};

test('a token says what was put into it', () => {
  const tokens = createLinkTokens({ JWT_SECRET: SECRET });
  const token = tokens.sign(claims);
  expect(token).toMatch(/^[\w-]{1,128}$/);
  expect(tokens.read(token)).toEqual(claims);
  expect(tokens.read(tokens.sign({ ...claims, size: 'original' }))?.size).toBe('original');
});

test('a token with any character changed, cut or lengthened is none', () => {
  const tokens = createLinkTokens({ JWT_SECRET: SECRET });
  const token = tokens.sign(claims);
  for (let index = 0; index < token.length - 1; index++) {
    const other = token[index] === 'A' ? 'B' : 'A';
    expect(tokens.read(token.slice(0, index) + other + token.slice(index + 1))).toBeNull();
  }
  for (const bad of ['', 'x', token.slice(1), token.slice(0, -4), `${token}AAAA`]) expect(tokens.read(bad)).toBeNull();
});

test('a token of another secret is none, and its own secret goes before that of tokens of people', () => {
  const token = createLinkTokens({ JWT_SECRET: SECRET }).sign(claims);
  const own = createLinkTokens({ ATTACHMENT_LINK_SECRET: `${SECRET} of links`, JWT_SECRET: SECRET });
  expect(own.read(token)).toBeNull();
  expect(() => createLinkTokens({})).toThrow('ATTACHMENT_LINK_SECRET');
});
