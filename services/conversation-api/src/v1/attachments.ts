import { rm } from 'node:fs/promises';
import multipart from '@fastify/multipart';
import {
  AppError,
  Attachment,
  AttachmentLink,
  AttachmentLinkParams,
  AttachmentSizeInput,
  Id,
} from '@causerie/contracts';
import {
  addAttachment,
  deleteAttachment,
  downloadAttachment,
  getAttachment,
  linkAttachment,
  openLink,
  requireMayUpload,
} from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf, type Door } from '../door.ts';
import type { Files } from '../files/files.ts';
import { withPreparedFile } from '../files/prepare-file.ts';
import { DOWNLOAD_TIMEOUT_MS, sendDownload } from '../files/send-download.ts';
import { stageFile, tooLarge } from '../files/stage-file.ts';

const ById = z.object({ id: Id });
/** An upload over a slow line, and its examination; a line that falls silent is cut earlier. */
export const UPLOAD_TIMEOUT_MS = 10 * 60_000;
/** What the form around a file may take. */
const FORM_BYTES = 64 * 1024;
const FORM_FIELDS_MAX = 5;
const TAG = ['attachments'];

/** Files of the v1 dialect. */
export async function attachmentRoutes(app: HttpApp, door: Door, files: Files): Promise<void> {
  await app.register(multipart, {
    limits: { files: 1, fields: FORM_FIELDS_MAX, fieldSize: FORM_BYTES, fileSize: files.maxBytes + 1 },
  });
  uploadRoutes(app, door, files);
  downloadRoutes(app, door, files);
}

function uploadRoutes(app: HttpApp, door: Door, files: Files): void {
  const adding = { access: door.accessCache.access, ...files };

  app.post(
    '/conversations/:id/attachments',
    {
      handlerTimeout: UPLOAD_TIMEOUT_MS,
      schema: {
        tags: TAG,
        summary: 'Upload one file (multipart/form-data, any field name) for a message to come',
        consumes: ['multipart/form-data'],
        params: ById,
        response: { 201: Attachment },
      },
    },
    async (request, reply) => {
      const actor = await actorOf(door, request);
      const conversationId = request.params.id;
      await requireMayUpload(adding, actor, conversationId);
      if (Number(request.headers['content-length'] ?? 0) > files.maxBytes + FORM_BYTES) throw tooLarge(files.maxBytes);
      const { content, name } = await fileOf(request);
      const staged = await stageFile(content, { folder: files.workFolder, maxBytes: files.maxBytes });
      try {
        const attachment = await withPreparedFile(staged, name, (file) =>
          addAttachment(adding, actor, { id: door.ids.next(), conversationId, name, file }),
        );
        return await reply.code(201).send(attachment);
      } finally {
        await rm(staged.path, { force: true });
      }
    },
  );

  app.delete(
    '/attachments/:id',
    {
      schema: {
        tags: TAG,
        summary: 'Delete my file while no message has it',
        params: ById,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteAttachment(files, await actorOf(door, request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

async function fileOf(request: FastifyRequest) {
  const part = request.isMultipart() ? await request.file() : undefined;
  if (part === undefined) throw new AppError('invalid_input', 'a file is expected as multipart/form-data');
  return { content: part.file, name: part.filename };
}

function downloadRoutes(app: HttpApp, door: Door, files: Files): void {
  const linking = { clock: door.clock, ...files };

  app.get(
    '/attachments/:id',
    { schema: { tags: TAG, summary: 'What is known of a file', params: ById, response: { 200: Attachment } } },
    async (request) => getAttachment(files, await actorOf(door, request), request.params.id),
  );

  app.get(
    '/attachments/:id/content',
    {
      handlerTimeout: DOWNLOAD_TIMEOUT_MS,
      schema: {
        tags: TAG,
        summary: 'The bytes of a file, or of its thumbnail; Range is understood',
        params: ById,
        querystring: AttachmentSizeInput,
      },
    },
    async (request, reply) => {
      const input = { id: request.params.id, size: request.query.size };
      return sendDownload(request, reply, await downloadAttachment(files, await actorOf(door, request), input));
    },
  );

  app.post(
    '/attachments/:id/link',
    {
      schema: {
        tags: TAG,
        summary: 'A link that I may open without a token for five minutes',
        params: ById,
        body: AttachmentSizeInput.nullish(),
        response: { 200: AttachmentLink },
      },
    },
    async (request) => {
      const input = { id: request.params.id, size: request.body?.size ?? 'original' };
      return linkAttachment(linking, await actorOf(door, request), input);
    },
  );

  app.get(
    '/files/:token',
    {
      handlerTimeout: DOWNLOAD_TIMEOUT_MS,
      schema: {
        tags: TAG,
        summary: 'The bytes behind a link, while its person may see the file',
        security: [],
        params: AttachmentLinkParams,
      },
    },
    async (request, reply) => sendDownload(request, reply, await openLink(linking, request.params.token)),
  );
}
