import { randomUUID } from 'node:crypto';
import { askDemo, type DemoAnswer, type DemoHost } from './demo-call.ts';
import { demoLinks } from './people.ts';

/** Ids that this demonstration gives; other appointments are not its to change. */
const OURS = /^\/appointments\/(demo-[a-z0-9-]{1,60})(\/cancel)?$/;

/**
 * What the back end of a host application does with appointments: `POST /appointments` with `{professional, client, label, startsAt,
 * endsAt, locale, timeZone}`, `PATCH /appointments/{id}` and `POST /appointments/{id}/cancel`. What they mean is checked by the product;
 * here only that the two people are of the demonstration. Undefined for other routes.
 */
export async function answerAppointments(
  host: DemoHost,
  method: string,
  url: string,
  body: Record<string, unknown>,
): Promise<DemoAnswer | undefined> {
  if (method === 'POST' && url === '/appointments') {
    const { professional, client } = body;
    const known = demoLinks.some((link) => link.professional === professional && link.client === client);
    if (!known) return { status: 422, body: { code: 'unprocessable' } };
    const booking = { ...body, appointmentId: `demo-${randomUUID()}` };
    return askDemo(host, 'service', ['POST', '/v1/appointments'], booking);
  }
  const [, id, cancel] = OURS.exec(url) ?? [];
  if (id === undefined) return undefined;
  if (method === 'POST' && cancel !== undefined) {
    return askDemo(host, 'service', ['POST', `/v1/appointments/${id}/cancel`]);
  }
  if (method !== 'PATCH' || cancel !== undefined) return undefined;
  return askDemo(host, 'service', ['PATCH', `/v1/appointments/${id}`], body);
}
