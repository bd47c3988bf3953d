import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentToken, readSession, writeSession } from '../src/session.ts';

/** The few browser objects that a session touches; `address` is what the address bar shows. */
function browser(address: string, demo?: unknown, product = new Map<string, string>()) {
  const stored = new Map<string, string>();
  const url = new URL(address, 'http://localhost');
  const bar = { address };
  vi.stubGlobal('location', url);
  vi.stubGlobal('history', {
    state: null,
    replaceState: (_state: unknown, _title: string, next: string) => void (bar.address = next),
  });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
  vi.stubGlobal('localStorage', { getItem: (key: string) => product.get(key) ?? null });
  vi.stubGlobal('fetch', () =>
    Promise.resolve(demo === undefined ? new Response('', { status: 404 }) : Response.json(demo)),
  );
  return bar;
}

function jwt(expiresInSeconds: number): string {
  return `h.${btoa(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + expiresInSeconds }))}.s`;
}

afterEach(() => vi.unstubAllGlobals());

describe('the session of a tab', () => {
  it('takes the token out of the address at once and leaves the rest of the address', () => {
    const bar = browser('/chat-message?c=42#token=secret&view=wide');
    expect(readSession()).toEqual({ token: 'secret', demo: null });
    expect(bar.address).toBe('/chat-message?c=42#view=wide');
  });

  it('is remembered by the tab and can be forgotten', () => {
    browser('/');
    writeSession({ token: 'mine', demo: null });
    expect(readSession()?.token).toBe('mine');
    writeSession(null);
    expect(readSession()).toBeNull();
  });

  it('of a demo person gets a fresh token before the old one ends', async () => {
    const fresh = jwt(3600);
    browser('/', [{ side: 'client', subject: '7', name: 'Léa', headline: {}, token: fresh }]);
    const old = { token: jwt(60), demo: { side: 'client', subject: '7' } };
    writeSession(old);
    expect(await currentToken(old)).toBe(fresh);
    expect(readSession()?.token).toBe(fresh);
  });

  it('of whom the product signed in on the same origin is theirs: renewed by the product, and left where this tab leaves', async () => {
    const product = new Map([['jwt', 'first']]);
    browser('/chat-message', undefined, product);
    const session = readSession();
    expect(session).toEqual({ token: 'first', demo: null });
    product.set('jwt', 'second');
    expect(await currentToken({ token: 'first', demo: null })).toBe('second');
    writeSession({ token: 'mine', demo: null });
    expect(readSession()?.token).toBe('mine');
    writeSession(null);
    expect(readSession()).toBeNull();
    product.set('jwt', 'another login');
    expect(readSession()?.token).toBe('another login');
    product.clear();
    expect(readSession()).toBeNull();
  });

  it('of a host page keeps the token it was given', async () => {
    browser('/');
    const given = { token: jwt(60), demo: null };
    writeSession(given);
    expect(await currentToken(given)).toBe(given.token);
  });
});
