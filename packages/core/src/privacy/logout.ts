import type { Actor, Identity, Side } from '@causerie/contracts';
import { AppError } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { Announcer, Clock, Directory } from '../ports.ts';
import type { Revocations } from './ports.ts';

/** What withdrawing tokens needs. */
export interface LogoutDeps {
  revocations: Pick<Revocations, 'revoke'>;
  announcer: Announcer;
  clock: Clock;
  /** Told at once, so that this door need not wait for its memory to pass. */
  withdraw(personId: string, upToMs: number): void;
}

/**
 * Withdraws the actor's token and every other token of theirs that was issued up to now; their sockets end. Most issuers write `iat` in
 * whole seconds, and then nothing tells a token from just before the logout from one just after it: both are refused (ID-12), since a
 * login that has to be repeated a second later does less harm than a stolen token that lives on.
 */
export async function logout(deps: LogoutDeps, actor: Actor): Promise<void> {
  // A clock of the issuer that is ahead of ours must not save the token that asks for its own end.
  await withdrawTokens(deps, actor.person.id, Math.max(deps.clock.nowMs(), actor.issuedAtMs));
}

/** The same for somebody else. Back ends only. @throws AppError `forbidden`, `not_found`. Returns whose sessions ended. */
export async function endSessions(
  deps: LogoutDeps & { directory: Pick<Directory, 'find'> },
  identity: Identity,
  { side, subject }: { side: Side; subject: string },
): Promise<{ personId: string }> {
  requireRole(identity.role, 'service');
  const person = await deps.directory.find(side, subject);
  if (person === null) throw new AppError('not_found');
  await withdrawTokens(deps, person.id, deps.clock.nowMs());
  return { personId: person.id };
}

async function withdrawTokens(deps: LogoutDeps, personId: string, upToMs: number): Promise<void> {
  await deps.revocations.revoke(personId, upToMs);
  await tellRevoked(deps, personId, upToMs);
}

/** Tells this door and every gateway; an announcement that is lost is made good by the gateways' sweep. */
export async function tellRevoked(
  { announcer, withdraw }: Pick<LogoutDeps, 'announcer' | 'withdraw'>,
  personId: string,
  issuedUpToMs: number,
): Promise<void> {
  withdraw(personId, issuedUpToMs);
  const event = { type: 'session.revoked', personId, issuedUpToMs } as const;
  await announcer.announce([{ audience: [personId], event }]).catch(() => undefined);
}
