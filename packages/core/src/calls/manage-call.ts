import { AppError, type Call, type Person } from '@causerie/contracts';
import type { Directory } from '../ports.ts';
import { requireLinked } from './call-target.ts';
import type { CallDeps } from './caller.ts';
import { act } from './change-call.ts';

type ManageCallDeps = Pick<CallDeps, 'calls' | 'timers' | 'announcer' | 'clock'>;

/**
 * Rings somebody for a room, again too. For its host and professionals who take part, who may ring people they are linked with.
 * @throws AppError `not_found`, `forbidden`, `not_linked`, `conflict` (over, or no room).
 */
export async function inviteToCall(
  deps: ManageCallDeps & Pick<CallDeps, 'ids'> & { directory: Pick<Directory, 'people'> },
  person: Person,
  { callId, personId }: { callId: string; personId: string },
): Promise<Call> {
  if (person.side !== 'professional') throw new AppError('forbidden');
  const callee = await requireLinked(deps, person, personId);
  const id = deps.ids.next();
  const { call } = await act(deps, { person }, callId, (me) => ({
    type: 'invite',
    by: me.id,
    id,
    person: callee.person,
  }));
  return call;
}

/** Lets in who waits (CALL-8). @throws AppError `not_found`, `forbidden` (neither the host nor a professional who takes part), `conflict`. */
export async function admitToCall(
  deps: ManageCallDeps,
  person: Person,
  input: { callId: string; participantId: string },
): Promise<Call> {
  return manage(deps, person, input, 'admit');
}

/** Sends somebody away for good. @throws AppError `not_found`, `forbidden` (also for the host's own part), `conflict`. */
export async function removeFromCall(
  deps: ManageCallDeps,
  person: Person,
  input: { callId: string; participantId: string },
): Promise<Call> {
  return manage(deps, person, input, 'remove');
}

async function manage(
  deps: ManageCallDeps,
  person: Person,
  { callId, participantId }: { callId: string; participantId: string },
  type: 'admit' | 'remove',
): Promise<Call> {
  const target = participantId.toLowerCase();
  const { call } = await act(deps, { person }, callId, ({ id }) => ({ type, by: id, participantId: target }));
  return call;
}
