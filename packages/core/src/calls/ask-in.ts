import { AppError, type Call, type Person } from '@causerie/contracts';
import type { Conversations, Directory } from '../ports.ts';
import { parseCallCode } from './call-code.ts';
import type { CallDeps } from './caller.ts';
import { changeCall } from './change-call.ts';
import { stepCall } from './machine.ts';
import type { ShareTokens } from './ports.ts';
import type { CallState } from './state.ts';
import { viewCall } from './view-call.ts';

/** What {@link askIn} needs. */
export interface AskInDeps extends CallDeps {
  shareTokens: Pick<ShareTokens, 'use'>;
  hashToken(token: string): Buffer;
  conversations: Pick<Conversations, 'access'>;
  directory: Pick<Directory, 'areLinked'>;
}

/**
 * Somebody comes to a room by its code or by a link into it. Who shares its conversation or is linked with its host is invited; other people,
 * and guests, wait until a professional lets them in (CALL-8). Who is in it already stays what they are.
 * @throws AppError `not_found` (no such code or link, or it is over, spent or withdrawn, or they were sent away), `invalid_input` (a guest without a
 * name), `conflict` (the call has ended, or too many wait).
 */
export async function askIn(
  deps: AskInDeps,
  person: Person | null,
  by: { code: string } | { token: string },
  name?: string,
): Promise<{ call: Call; participantId: string }> {
  const guestName = person === null ? (name?.trim() ?? '') : null;
  if (guestName === '') throw new AppError('invalid_input', 'name: guests say what they are called');
  const callId = await callIdOf(deps, by);
  const found = callId === null ? null : await deps.calls.find(callId);
  if (found === null) throw new AppError('not_found');
  const known = person !== null && (await isKnown(deps, found, person));
  const id = deps.ids.next();
  const action = { type: 'ask-in', id, person, guestName, known } as const;
  const { state } = await changeCall(deps, found.id, deps.clock.nowMs, (now, nowMs) => stepCall(now, action, nowMs));
  const me = state.parties.find((party) => (person === null ? party.id === id : party.person?.id === person.id));
  if (me === undefined || me.state === 'removed') throw new AppError('not_found');
  return { call: viewCall(state, me.id), participantId: me.id };
}

async function callIdOf(deps: AskInDeps, by: { code: string } | { token: string }): Promise<string | null> {
  if ('token' in by) return (await deps.shareTokens.use(deps.hashToken(by.token), deps.clock.nowMs()))?.callId ?? null;
  const code = parseCallCode(by.code);
  return code === null ? null : deps.calls.byCode(code);
}

async function isKnown({ conversations, directory }: AskInDeps, state: CallState, person: Person): Promise<boolean> {
  if (state.conversationId !== null) {
    const access = await conversations.access(state.conversationId);
    if (access?.participantIds.includes(person.id) === true) return true;
  }
  const host = state.parties.find(({ id }) => id === state.hostId)?.person;
  return host != null && host.id !== person.id && directory.areLinked(person.id, host.id);
}
