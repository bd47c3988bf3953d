import { AppError, AskedIn, AskInBody, GUEST_TOKEN_LIFE_MS } from '@causerie/contracts';
import { askIn } from '@causerie/core';
import { tellAudit, type HttpApp } from '@causerie/service-kit';
import { actorOf, sharing, type CallDoor } from '../door.ts';
import { described } from './calls.ts';

const DESCRIPTION = `With a token of your own, or without one as a guest who says what they are called. A guest waits until a professional
in the call lets them in, and acts with the token of the answer from then on: \`Authorization: Guest <token>\` here, \`guestToken\` on
\`/ws/calls\`. What is unknown, over or spent is \`not_found\`, and counts.`;

/** Asking into a call by what somebody was told. */
export function askInRoutes(app: HttpApp, door: CallDoor): void {
  app.post(
    '/calls/ask-in',
    {
      schema: {
        ...described('Ask into a call by its code or by a link'),
        description: DESCRIPTION,
        body: AskInBody,
        response: { 200: AskedIn },
      },
    },
    async (request) => {
      const { code, token, name } = request.body;
      const person = request.headers.authorization === undefined ? null : (await actorOf(door, request)).person;
      const by = code === undefined ? 'token' : 'code';
      door.callLimits?.askIn({ address: request.ip, personId: person?.id ?? null, by });
      if (person === null && name === undefined) throw new AppError('invalid_input', 'name: is required of guests');
      const named = code === undefined ? { token: token ?? '' } : { code };
      const asked = await askIn(sharing(door), person, named, name).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'not_found') door.callLimits?.wrong(by);
        throw error;
      });
      const { call, participantId } = asked;
      tellAudit(request, { targetKind: 'call', targetId: call.id });
      return { call, participantId, guest: person === null ? guestToken(door, asked) : null };
    },
  );
}

/** What a guest acts with: no longer than the call may last. */
function guestToken(
  { guests, clock }: CallDoor,
  { call, participantId }: Pick<AskedIn, 'call' | 'participantId'>,
): NonNullable<AskedIn['guest']> {
  const expiresAtMs = Math.min(Date.parse(call.expiresAt), clock.nowMs() + GUEST_TOKEN_LIFE_MS);
  const token = guests.sign({ callId: call.id, participantId, expiresAtMs });
  return { token, expiresAt: new Date(expiresAtMs).toISOString() };
}
