import {
  attachCall,
  declineCall,
  endCall,
  joinCall,
  leaveCall,
  listLiveCalls,
  relaySignal,
  ringCall,
  setCallMedia,
  type Announcer,
  type CallDeps,
} from '@causerie/core';
import type { Call } from '@causerie/contracts';
import type { Command, Outcome } from '@causerie/dialects';
import type { Session } from '../session.ts';
import { follow } from './place.ts';

/** What carrying out commands about calls needs. */
export interface CarryOutCallDeps extends CallDeps {
  /** Of signals, which are kept nowhere: rejects when nobody could be told. `announcer` is of what is committed and never does. */
  signals: Announcer;
}

/** Commands about calls. */
export type CallCommand = Extract<Command, { verb: `call.${string}` }>;

/** Whether a command is about calls. */
export function isCallCommand(command: Command): command is CallCommand {
  return command.verb.startsWith('call.');
}

/**
 * Carries out one command about a call. Those of one socket are carried out in the order in which they came, so that signals arrive in it
 * (CALL-5) and who joins and then signals, without waiting for an answer, takes part by then. @throws AppError of the use-case.
 */
export function carryOutCall(deps: CarryOutCallDeps, session: Session, command: CallCommand): Promise<Outcome> {
  // Known before the others are: what they say to this device right after must find it.
  if ('device' in command) session.device = command.device;
  const done = session.signalling.then(() => perform(deps, session, command));
  session.signalling = done.catch(() => undefined);
  return done;
}

async function perform(deps: CarryOutCallDeps, session: Session, command: CallCommand): Promise<Outcome> {
  const caller = { person: session.person };
  const { verb } = command;
  switch (verb) {
    case 'call.ring':
      return { verb, ...(await ringCall(deps, caller, command)) };
    case 'call.signal':
      await relaySignal({ ...deps, announcer: deps.signals }, caller, { ...command, device: session.device });
      return { verb };
    case 'call.sync': {
      const calls = await listLiveCalls(deps, caller);
      for (const call of calls) follow(session, call);
      return { verb, calls };
    }
    default: {
      const call = await change(deps, caller, command);
      follow(session, call);
      return { verb, call };
    }
  }
}

type ChangeCommand = Exclude<CallCommand, { verb: 'call.ring' | 'call.signal' | 'call.sync' }>;

function change(deps: CallDeps, caller: { person: Session['person'] }, command: ChangeCommand): Promise<Call> {
  switch (command.verb) {
    case 'call.join':
      return joinCall(deps, caller, command);
    case 'call.attach':
      return attachCall(deps, caller, command);
    case 'call.decline':
      return declineCall(deps, caller, command);
    case 'call.leave':
      return leaveCall(deps, caller, command);
    case 'call.end':
      return endCall(deps, caller, command);
    case 'call.media':
      return setCallMedia(deps, caller, command);
  }
}
