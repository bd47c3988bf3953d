import { AppError, type CallShare, type Person } from '@causerie/contracts';
import { partOf, type CallDeps } from './caller.ts';
import type { ShareToken, ShareTokens } from './ports.ts';
import type { CallState } from './state.ts';
import { requireInCharge } from './machine-room.ts';

/** Page of the web app where a link into a call leads. */
const JOIN_LINK_PREFIX = '/conference/join/';

type ShareDeps = Pick<CallDeps, 'calls' | 'clock'> & { shareTokens: ShareTokens };

/** What {@link createShareToken} needs. `mintToken` gives at least 128 random bits as text that a URL takes as it is. */
export interface CreateShareTokenDeps extends ShareDeps, Pick<CallDeps, 'ids'> {
  mintToken(): string;
  hashToken(token: string): Buffer;
}

/** A new link into a call. `link` is a path of the web app. */
export interface CreatedShare {
  share: CallShare;
  token: string;
  link: string;
}

/**
 * Makes a link into a live room (CALL-9): the token is told here and never again. It ends with the call at the latest. For the host and
 * professionals who take part. @throws AppError `not_found`, `forbidden`, `conflict` (over, or no room).
 */
export async function createShareToken(
  deps: CreateShareTokenDeps,
  person: Person,
  input: { callId: string; expiresInSeconds: number; singleSeat: boolean },
): Promise<CreatedShare> {
  const nowMs = deps.clock.nowMs();
  const state = await requireMine(deps, person, input.callId);
  if (state.status === 'ended' || nowMs >= state.expiresAtMs) throw new AppError('conflict', 'the call has ended');
  const token = deps.mintToken();
  const kept: ShareToken = {
    id: deps.ids.next(),
    callId: state.id,
    createdById: person.id,
    createdAtMs: nowMs,
    expiresAtMs: Math.min(nowMs + input.expiresInSeconds * 1000, state.expiresAtMs),
    revokedAtMs: null,
    singleSeat: input.singleSeat,
    useCount: 0,
  };
  await deps.shareTokens.add({ ...kept, hash: deps.hashToken(token) });
  return { share: shareOf(kept), token, link: `${JOIN_LINK_PREFIX}${token}` };
}

/** The links into a call, newest first. @throws AppError `not_found`, `forbidden`, `conflict` (no room). */
export async function listShareTokens(deps: ShareDeps, person: Person, callId: string): Promise<CallShare[]> {
  const { id } = await requireMine(deps, person, callId);
  return (await deps.shareTokens.list(id)).map(shareOf);
}

/** Withdraws a link; once more changes nothing. @throws AppError `not_found`, `forbidden`, `conflict` (no room). */
export async function revokeShareToken(
  deps: ShareDeps,
  person: Person,
  { callId, shareTokenId }: { callId: string; shareTokenId: string },
): Promise<void> {
  const { id } = await requireMine(deps, person, callId);
  const wanted = shareTokenId.toLowerCase();
  if (await deps.shareTokens.revoke(id, wanted, deps.clock.nowMs())) return;
  if (!(await deps.shareTokens.list(id)).some((token) => token.id === wanted)) throw new AppError('not_found');
}

async function requireMine({ calls }: ShareDeps, person: Person, callId: string): Promise<CallState> {
  const state = await calls.find(callId.toLowerCase());
  if (state === null) throw new AppError('not_found');
  requireInCharge(state, partOf(state, { person }).id);
  return state;
}

function shareOf({ id, callId, createdAtMs, expiresAtMs, revokedAtMs, singleSeat, useCount }: ShareToken): CallShare {
  return {
    id,
    callId,
    createdAt: new Date(createdAtMs).toISOString(),
    expiresAt: new Date(expiresAtMs).toISOString(),
    revokedAt: revokedAtMs === null ? null : new Date(revokedAtMs).toISOString(),
    singleSeat,
    useCount,
  };
}
