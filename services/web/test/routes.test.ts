import { describe, expect, it } from 'vitest';
import { isForGuests, needsSession, routeOf } from '../src/routes.ts';

describe('the address of a page', () => {
  it.each([
    ['/', { page: 'entrance' }],
    ['/chat-message', { page: 'messenger' }],
    ['/chat-message/', { page: 'messenger' }],
    ['/conference', { page: 'conference' }],
    ['/conference/0193f6', { page: 'conference', sessionId: '0193f6' }],
    ['/conference/a%20b', { page: 'conference', sessionId: 'a b' }],
    ['/conference/join', { page: 'conference', isDoor: true }],
    ['/conference/join/t0k-en_1', { page: 'conference', shareToken: 't0k-en_1' }],
    ['/conference/join/a/b', { page: 'unknown' }],
    ['/conference/a/b', { page: 'unknown' }],
    ['/conference/%E0%A4%A', { page: 'conference', sessionId: '%E0%A4%A' }],
    ['/nowhere', { page: 'unknown' }],
    ['/toString', { page: 'unknown' }],
    ['//', { page: 'entrance' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });

  it('of a link into a call opens without a session; every page of a person asks for one', () => {
    expect(needsSession(routeOf('/conference/join/t0ken'))).toBe(false);
    expect(isForGuests(routeOf('/conference/join'))).toBe(true);
    for (const path of ['/chat-message', '/conference', '/conference/1', '/people', '/settings', '/appointments']) {
      expect(needsSession(routeOf(path))).toBe(true);
    }
    for (const path of ['/', '/duo', '/operator', '/gallery', '/nowhere']) {
      expect(needsSession(routeOf(path))).toBe(false);
    }
  });
});
