import { randomBytes, randomUUID } from 'node:crypto';
import type { Conversation, Person } from '@causerie/contracts';
import type { CallState, Party } from '@causerie/core';
import { createCalls, createShareTokens } from '@causerie/db';
import type { Stage } from './privacy-stage.ts';

const BEGAN_MS = Date.UTC(2026, 10, 20, 9);

/** A call that is over, of a person, a professional and a guest, which leaves everything that calls can leave, each with the word in it. */
export async function leaveCall(
  { pool }: Stage,
  word: string,
  { client, professional, conversation }: { client: Person; professional: Person; conversation: Conversation },
): Promise<void> {
  const calls = createCalls(pool);
  const host = partyOf(professional);
  const mine = partyOf(client, { device: `${word}-phone` });
  const guest = partyOf(null, { guestName: `${word} guest`, admittedById: professional.id });
  const call: CallState = {
    id: randomUUID(),
    conversationId: conversation.id,
    kind: 'video',
    mode: 'room',
    topology: 'mesh',
    status: 'ended',
    endReason: 'completed',
    title: `${word} call`,
    initiatorId: mine.id,
    hostId: host.id,
    code: randomUUID(),
    parties: [host, mine, guest],
    version: 1,
    createdAtMs: BEGAN_MS,
    answeredAtMs: BEGAN_MS,
    endedAtMs: BEGAN_MS + 60_000,
    expiresAtMs: BEGAN_MS + 3_600_000,
    emptySinceMs: null,
  };
  await calls.create(call, [{ kind: 'joined', participantId: mine.id, device: `${word}-phone` }]);
  const unknown = { setupMs: null, path: null, transport: null, rttMs: null, loss: null };
  const steps = [{ to: 'chat', cause: `${word}-cause`, atMs: BEGAN_MS }] as const;
  await calls.keepQuality(call.id, mine.id, { ...unknown, steps });
  const life = { createdAtMs: BEGAN_MS, expiresAtMs: BEGAN_MS + 1000, revokedAtMs: null };
  const token = { id: randomUUID(), callId: call.id, createdById: client.id, singleSeat: false, useCount: 0 };
  await createShareTokens(pool).add({ ...token, ...life, hash: randomBytes(32) });
}

function partyOf(person: Person | null, fields: Partial<Party> = {}): Party {
  return {
    id: randomUUID(),
    person,
    guestName: null,
    role: person?.side ?? 'guest',
    state: 'left',
    ringUntilMs: null,
    device: null,
    media: { audio: true, video: true, screen: false },
    leaseUntilMs: null,
    admittedById: null,
    joinedAtMs: BEGAN_MS,
    leftAtMs: BEGAN_MS + 60_000,
    ...fields,
  };
}
