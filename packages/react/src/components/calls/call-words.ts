import type { Call, CallParticipant, OverReason } from '@causerie/client/calls';
import type { OwnCallView } from '../../hooks/use-own-call.ts';
import type { CallsStrings } from '../../strings/calls.ts';
import type { StageFailure } from './stage.ts';

/** What a call is called: its title, or who else is in it or was asked. */
export function nameOf({ call, mine }: Pick<OwnCallView, 'call' | 'mine'>, texts: CallsStrings): string {
  if (call === null) return texts.title;
  return call.title ?? (namesIn(call, mine?.id) || texts.title);
}

/** Everybody but me, by name; those who are there first, where there are any. */
export function namesIn({ participants }: Pick<Call, 'participants'>, myId: string | undefined): string {
  const others = participants.filter(({ id, state }) => id !== myId && state !== 'waiting' && state !== 'removed');
  const there = others.filter(({ state }) => state === 'joined');
  return (there.length > 0 ? there : others).map(({ name }) => name).join(', ');
}

/** Why a call could not be begun, answered or entered. */
export function failureWords({ code, isAboutWhom }: StageFailure, texts: CallsStrings): string {
  if (code === 'not_found' && isAboutWhom === true) return texts.nobodyFound;
  return texts.failures[code] ?? texts.failed;
}

/** What became of a call, as the last screen says it. */
export function overWords(
  { reason, call }: { reason: OverReason; call: Call | null },
  mine: CallParticipant | undefined,
  texts: CallsStrings,
): string {
  const name = call === null ? '' : namesIn(call, mine?.id);
  // Who hangs up before anybody answered has given up, and has not had a call.
  if (reason === 'left' && call !== null && call.answeredAt === null) return texts.over.cancelled(name);
  return texts.over[reason](name);
}
