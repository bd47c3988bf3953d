import { IceConfiguration, RehearsalReport } from '@causerie/contracts';
import type { HttpApp, Metrics } from '@causerie/service-kit';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** What the routes of this folder need. */
export interface IceDeps {
  /** The id of the person or guest who asks. @throws AppError `unauthenticated`, `rate_limited`. */
  askerOf(request: FastifyRequest): Promise<string>;
  iceServers(askerId: string): IceConfiguration;
  metrics: Pick<Metrics, 'counter'>;
}

/** How connections are made, and whether they would be: below `/v1/calls`. */
export function iceRoutes(app: HttpApp, { askerOf, iceServers, metrics }: IceDeps): void {
  const rehearsals = metrics.counter('call_rehearsals_total', 'Steps of rehearsals of calls by how they went', [
    'step',
    'outcome',
  ]);

  app.get(
    '/ice-servers',
    {
      schema: {
        tags: ['calls'],
        summary: 'What a connection is made with: STUN, relays and credentials that live an hour at most',
        response: { 200: IceConfiguration },
      },
    },
    async (request, reply) => {
      const askerId = await askerOf(request);
      // What opens the relay is no page to keep.
      void reply.header('cache-control', 'no-store');
      return iceServers(askerId);
    },
  );

  app.post(
    '/rehearsals',
    {
      schema: {
        tags: ['calls'],
        summary: 'Tells how a rehearsal of a call went on my device, for the figures of operators',
        body: RehearsalReport,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await askerOf(request);
      for (const [step, outcome] of Object.entries(request.body)) rehearsals.inc({ step, outcome });
      return reply.code(204).send(null);
    },
  );
}
