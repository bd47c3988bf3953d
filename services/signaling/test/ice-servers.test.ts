import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createIceServers, type IceSettings } from '../src/ice/ice-servers.ts';

const SECRET = 'a secret of the relay that is long enough';
const NOW_MS = Date.UTC(2026, 10, 21, 12);
const settings: IceSettings = {
  STUN_URLS: ['stun:turn.example.org:3478'],
  TURN_URLS: ['turn:turn.example.org:3478?transport=udp', 'turns:turn.example.org:443?transport=tcp'],
  TURN_SECRET: SECRET,
  TURN_CREDENTIAL_SECONDS: 3600,
  ICE_RELAY_ONLY: false,
};
const clock = { nowMs: () => NOW_MS };

describe('CALL-10: credentials for the relay', () => {
  test('live an hour at most, and are those of coturn’s REST scheme', () => {
    const { iceServers, expiresAt, iceTransportPolicy } = createIceServers(settings, clock)('person-1');
    const [stun, turn] = iceServers;
    expect(stun).toEqual({ urls: settings.STUN_URLS });
    const endSeconds = NOW_MS / 1000 + 3600;
    expect(turn?.username?.split(':')[0]).toBe(String(endSeconds));
    expect(turn?.credential).toBe(createHmac('sha1', SECRET).update(String(turn?.username)).digest('base64'));
    expect(expiresAt).toBe('2026-11-21T13:00:00.000Z');
    expect(iceTransportPolicy).toBe('all');
  });

  test('name nobody, and are the same name for the same person', () => {
    const make = createIceServers(settings, clock);
    const usernameOf = (id: string) => make(id).iceServers[1]?.username;
    expect(usernameOf('person-1')).not.toContain('person-1');
    expect(usernameOf('person-1')).toBe(usernameOf('person-1'));
    expect(usernameOf('person-1')).not.toBe(usernameOf('person-2'));
  });
});

test('relaying alone is told to every connection', () => {
  expect(createIceServers({ ...settings, ICE_RELAY_ONLY: true }, clock)('a').iceTransportPolicy).toBe('relay');
});

test('without a relay there are no credentials', () => {
  const answer = createIceServers({ ...settings, TURN_URLS: [], TURN_SECRET: undefined }, clock)('a');
  expect(answer).toEqual({ iceServers: [{ urls: settings.STUN_URLS }], iceTransportPolicy: 'all', expiresAt: null });
});

test.each([
  ['a relay without its secret', { TURN_SECRET: undefined }, 'TURN_SECRET'],
  ['relaying alone without a relay', { ICE_RELAY_ONLY: true, TURN_URLS: [] }, 'TURN_URLS'],
])('%s stops the start', (_what, wrong, named) => {
  expect(() => createIceServers({ ...settings, ...wrong }, clock)).toThrow(named);
});
