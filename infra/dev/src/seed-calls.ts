import type { Plant } from './seed.ts';

const DOCTOR = { side: 'professional', subject: '7' } as const;
const PATIENT = { side: 'client', subject: '43' } as const;
/** Devices that exist for as long as the two calls below. */
const DOCTOR_DEVICE = 'causerie-demo-practice';
const PATIENT_DEVICE = 'causerie-demo-telephone';

/** A call that was answered and one that was not, so that the history of calls has something to show. Only where it is empty. */
export async function seedCalls(plant: Plant): Promise<void> {
  const { items } = (await plant(DOCTOR, 'GET /v1/calls/history?limit=1')) as { items: unknown[] };
  if (items.length > 0) return;
  const opening = { withSubject: PATIENT.subject };
  const { id: conversationId } = (await plant(DOCTOR, 'POST /v1/conversations', opening)) as { id: string };
  const call = { conversationId, device: DOCTOR_DEVICE };
  const answered = (await plant(DOCTOR, 'POST /v1/calls', { ...call, kind: 'video' })) as { id: string };
  await plant(PATIENT, `POST /v1/calls/${answered.id}/accept`, { device: PATIENT_DEVICE });
  await plant(DOCTOR, `POST /v1/calls/${answered.id}/end`);
  const missed = (await plant(DOCTOR, 'POST /v1/calls', { ...call, kind: 'audio' })) as { id: string };
  await plant(DOCTOR, `POST /v1/calls/${missed.id}/end`);
}
