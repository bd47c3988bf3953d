import { Attachment, Id } from '@causerie/contracts';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, type Door } from '../door.ts';
import type { Files } from '../files/files.ts';
import { createResumableUploads } from '../files/resumable-uploads.ts';
import { sweepStaging } from '../files/stage-file.ts';

const ById = z.object({ id: Id });
/** How often what was given up is looked for. */
const SWEEP_INTERVAL_MS = 60 * 60_000;
const TAG = ['attachments'];

/**
 * Resumable uploads by the tus protocol (1.0.0, with creation, creation-with-upload, termination and expiration). `Upload-Metadata`
 * has `conversationId` and `filename`. The id of an upload is the id of the attachment that it becomes.
 */
export function uploadRoutes(app: HttpApp, door: Door, files: Files, corsOrigins: readonly string[]): void {
  const uploads = createResumableUploads(door, files, corsOrigins);
  const sweeper = setInterval(() => {
    void Promise.allSettled([uploads.sweep(), sweepStaging(files.workFolder, door.clock.nowMs())]);
  }, SWEEP_INTERVAL_MS);
  sweeper.unref();
  app.addHook('onClose', async () => clearInterval(sweeper));

  // The protocol's own server reads the body from the connection, so here it is left alone.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.post('/uploads', { schema: { tags: TAG, summary: 'Begin a resumable upload (tus)' } }, async (request, reply) => {
    const actor = await actorOf(door, request);
    reply.hijack();
    await uploads.handle(request.raw, reply.raw, actor);
  });

  app.route({
    method: ['HEAD', 'PATCH', 'DELETE'],
    url: '/uploads/:id',
    schema: { tags: TAG, summary: 'Ask for the offset, go on, or give up (tus)', params: ById },
    handler: async (request, reply) => {
      const actor = await actorOf(door, request);
      reply.hijack();
      await uploads.handle(request.raw, reply.raw, actor);
    },
  });

  app.get(
    '/uploads/:id/attachment',
    {
      schema: {
        tags: TAG,
        summary: 'The attachment that a finished upload became',
        params: ById,
        response: { 200: Attachment },
      },
    },
    async (request) => uploads.attachmentOf(request.params.id, await actorOf(door, request)),
  );
}
