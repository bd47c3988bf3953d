import { ClientKey } from '@causerie/contracts';
import type { FastifyRequest } from 'fastify';

/**
 * The client key of a send (DEL-3): the body's `clientMessageId`, else the `Idempotency-Key` header.
 * @throws ZodError on a malformed header.
 */
export function clientKeyOf(request: FastifyRequest, fromBody: string | undefined): { clientMessageId?: string } {
  if (fromBody !== undefined) return { clientMessageId: fromBody };
  const header = request.headers['idempotency-key'];
  return header === undefined ? {} : { clientMessageId: ClientKey.parse(header) };
}
