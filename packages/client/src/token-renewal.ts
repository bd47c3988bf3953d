import type { Clock } from './environment.ts';
import type { Wire } from './wire.ts';

/** How long before its end a token is renewed: a tenth of what is left, within these bounds. */
const RENEW_AHEAD_MIN_MS = 5_000;
const RENEW_AHEAD_MAX_MS = 120_000;
/** A renewal that did not work is tried again while the old token still lives. */
const RENEW_RETRY_MS = 5_000;
/** Browsers run longer timeouts at once. */
const TIMER_MAX_MS = 2_147_000_000;

export interface TokenRenewal {
  cancel(): void;
}

/**
 * Renews the session in place before its token ends: asks the host page for a token and emits `auth.refresh`.
 * A host that has no newer token is left alone: the server will end the session, and the interface will say so.
 */
export function renewToken(
  deps: { clock: Clock; getToken: () => string | Promise<string> },
  wire: Wire,
  currentToken: () => string | null,
  expiresAt: string,
): TokenRenewal {
  const { clock } = deps;
  let timer: unknown = null;
  let cancelled = false;

  function plan(endIso: string) {
    const leftMs = Date.parse(endIso) - clock.now();
    if (!Number.isFinite(leftMs)) return;
    const aheadMs = Math.min(RENEW_AHEAD_MAX_MS, Math.max(RENEW_AHEAD_MIN_MS, leftMs / 10));
    timer = clock.setTimeout(() => void renew(endIso), Math.min(TIMER_MAX_MS, Math.max(0, leftMs - aheadMs)));
  }

  async function renew(endIso: string) {
    try {
      const known = currentToken();
      const token = await deps.getToken();
      if (cancelled) return;
      if (token === known) {
        // A very distant end is approached in several steps; a near one with the same token cannot be helped.
        if (Date.parse(endIso) - clock.now() > TIMER_MAX_MS / 2) plan(endIso);
        return;
      }
      const answer = (await wire.request('auth.refresh', { token })) as { expiresAt: string };
      if (!cancelled) plan(answer.expiresAt);
    } catch {
      if (!cancelled && Date.parse(endIso) > clock.now())
        timer = clock.setTimeout(() => void renew(endIso), RENEW_RETRY_MS);
    }
  }

  plan(expiresAt);
  return {
    cancel() {
      cancelled = true;
      if (timer !== null) clock.clearTimeout(timer);
    },
  };
}
