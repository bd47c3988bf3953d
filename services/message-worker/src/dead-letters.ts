import { AppError } from '@causerie/contracts';
import type { HttpApp, Jobs } from '@causerie/service-kit';
import { z } from 'zod';

const NAME_MAX_LENGTH = 256;
const Name = z.string().min(1).max(NAME_MAX_LENGTH);
const DeadLetters = z.object({
  items: z.array(
    z.object({ kind: z.string(), id: z.string(), attempts: z.int(), failedAt: z.iso.datetime().nullable() }),
  ),
});

/** Jobs that failed for good, for operators: this port is theirs alone, the API gateway does not lead here. */
export function deadLetterRoutes(app: HttpApp, jobs: Pick<Jobs, 'deadLetters' | 'retry'>): void {
  app.get('/admin/dead-letters', { schema: { response: { 200: DeadLetters } } }, async () => ({
    items: await jobs.deadLetters(),
  }));

  app.post(
    '/admin/dead-letters/:kind/:id/retry',
    { schema: { params: z.object({ kind: Name, id: Name }), response: { 204: z.null() } } },
    async (request, reply) => {
      if (!(await jobs.retry(request.params.kind, request.params.id))) throw new AppError('not_found');
      return reply.code(204).send(null);
    },
  );
}
