import { describe, expect, it } from 'vitest';
import { chooseDialect } from '../src/index.ts';

describe('DOOR-8: the dialect is chosen once, at the handshake', () => {
  it.each([
    ['/v1', {}, 'v1'],
    ['/', {}, 'rooms'],
    ['/messaging', {}, 'salon'],
    ['/messaging', { dialect: 'salon', userType: 'patient' }, 'salon'],
    ['/', { dialect: 'rooms', userType: 'patient' }, 'rooms'],
  ])('namespace %s with %j speaks %s', (namespace, auth, name) => {
    expect(chooseDialect(namespace, auth).name).toBe(name);
  });

  it.each([
    ['/v1', { dialect: 'rooms' }],
    ['/messaging', { dialect: 'rooms' }],
    ['/', { dialect: 'salon' }],
    ['/', { dialect: 'v1' }],
    ['/', { dialect: 'klingon' }],
    ['/', { dialect: { toString: 1 } }],
  ])('namespace %s with %j is refused', (namespace, auth) => {
    expect(() => chooseDialect(namespace, auth)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});
