import { AppError, type Announcement, type Identity, type Person } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { actorOfToken, logout } from '../src/index.ts';

const SECOND = 1_800_000_000;
const person: Person = { id: 'p', side: 'client', subject: '42', name: 'Léa' };

/** A person whose issuer writes `iat`, in seconds, and who logs out at a moment of our clock. */
function openSession(logoutAtMs: number) {
  let revokedUpToMs: number | null = null;
  const announced: Announcement[] = [];
  const identity = (issuedAt: number) =>
    ({ role: 'client', subject: '42', issuedAtMs: issuedAt * 1000, expiresAtMs: (issuedAt + 600) * 1000 }) as Identity;
  const deps = {
    revocations: { revoke: async (_: string, upToMs: number) => void (revokedUpToMs = upToMs) },
    announcer: { announce: async (all: readonly Announcement[]) => void announced.push(...all) },
    clock: { nowMs: () => logoutAtMs },
    withdraw: () => undefined,
  };
  return {
    logOutWith: (issuedAt: number) => logout(deps, actorOfToken({ person, revokedUpToMs }, identity(issuedAt))),
    isRefused(issuedAt: number): boolean {
      try {
        actorOfToken({ person, revokedUpToMs }, identity(issuedAt));
        return false;
      } catch (error) {
        if (error instanceof AppError && error.code === 'token_revoked') return true;
        throw error;
      }
    },
  };
}

describe('ID-12: the second of a logout', () => {
  it('whole seconds: whatever was issued in the same second is refused, and a login in the next second works', async () => {
    for (const milliseconds of [0, 1, 500, 999]) {
      const session = openSession(SECOND * 1000 + milliseconds);
      await session.logOutWith(SECOND);
      expect([SECOND - 1, SECOND, SECOND + 1].map(session.isRefused)).toEqual([true, true, false]);
    }
  });

  it('fractions of seconds: what was issued after the logout works at once', async () => {
    const session = openSession(SECOND * 1000 + 500);
    await session.logOutWith(SECOND + 0.25);
    expect([SECOND + 0.4, SECOND + 0.5, SECOND + 0.6].map(session.isRefused)).toEqual([true, true, false]);
  });

  it('the clock of the issuer is ahead: the token that logs out ends all the same', async () => {
    const session = openSession(SECOND * 1000);
    await session.logOutWith(SECOND + 30);
    expect([SECOND + 30, SECOND + 31].map(session.isRefused)).toEqual([true, false]);
  });

  it('a token without iat, which counts as the oldest, is refused', async () => {
    const session = openSession(SECOND * 1000);
    await session.logOutWith(SECOND);
    expect(session.isRefused(0)).toBe(true);
  });
});
