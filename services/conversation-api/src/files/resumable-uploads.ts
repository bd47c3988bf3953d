import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { AppError, errorBody, Id, UNCLAIMED_ATTACHMENTS_MAX, type Actor, type Attachment } from '@causerie/contracts';
import { addAttachment, cleanFileName, getAttachment, requireMayUpload } from '@causerie/core';
import { toAppError } from '@causerie/service-kit';
import { FileStore } from '@tus/file-store';
import { Server, type ServerOptions } from '@tus/server';
import { z } from 'zod';
import type { Door } from '../door.ts';
import type { Files } from './files.ts';
import { withPreparedFile } from './prepare-file.ts';
import { measureFile } from './stage-file.ts';

/** An upload that is not finished by then is forgotten. */
const EXPIRES_AFTER_MS = 24 * 60 * 60_000;
/** Header of the answer that finishes an upload. */
const ATTACHMENT_ID_HEADER = 'attachment-id';

/** What we keep beside the bytes of an upload. */
const Kept = z.object({ conversationId: Id, filename: z.string().min(1).max(1024), personId: Id });
const Asked = Kept.omit({ personId: true });

type TusRequest = Parameters<NonNullable<ServerOptions['onIncomingRequest']>>[0];
type TusUpload = Parameters<NonNullable<ServerOptions['onUploadFinish']>>[1];
type Complete = Pick<TusUpload, 'id' | 'metadata'>;

/** The resumable uploads of this process; another one can go on with them where both see the same folder. */
export interface ResumableUploads {
  /** Answers one request of the protocol. */
  handle(request: IncomingMessage, response: ServerResponse, actor: Actor): Promise<void>;
  /** The attachment of a finished upload; finishes one whose end was interrupted. @throws AppError `not_found` and those of an upload. */
  attachmentOf(id: string, actor: Actor): Promise<Attachment>;
  /** Removes what was given up. */
  sweep(): Promise<void>;
}

/** Speaks tus over the files of a folder. */
export function createResumableUploads(door: Door, files: Files, corsOrigins: readonly string[]): ResumableUploads {
  const store = new FileStore({
    directory: join(files.workFolder, 'resumable'),
    expirationPeriodInMilliseconds: EXPIRES_AFTER_MS,
  });
  // The protocol's server wraps the request, and its types leave HTTP/2 open.
  const actors = new WeakMap<object, Actor>();
  const actorOf = (request: TusRequest): Actor => {
    const raw = request.runtime?.node?.req;
    const actor = raw === undefined ? undefined : actors.get(raw);
    if (actor === undefined) throw new AppError('unauthenticated');
    return actor;
  };
  const finish = createFinish(door, files, store);
  const server = new Server({
    path: '/v1/uploads',
    datastore: store,
    maxSize: files.resumableMaxBytes,
    relativeLocation: true,
    namingFunction: () => door.ids.next(),
    allowedOrigins: [...corsOrigins],
    allowedCredentials: true,
    exposedHeaders: [ATTACHMENT_ID_HEADER],
    async onIncomingRequest(request, id) {
      if (request.method !== 'POST') await requireOwn(store, id, actorOf(request));
    },
    async onUploadCreate(request, upload) {
      const actor = actorOf(request);
      const { conversationId, filename } = Asked.parse(upload.metadata);
      await requireMayUpload({ access: door.accessCache.access, ...files }, actor, conversationId);
      await requireFew(store, actor);
      return { metadata: { conversationId, filename: cleanFileName(filename), personId: actor.person.id } };
    },
    async onUploadFinish(request, upload) {
      const { id } = await finish(upload, actorOf(request));
      return { headers: { [ATTACHMENT_ID_HEADER]: id } };
    },
    onResponseError(_request, error) {
      if ('status_code' in error && 'body' in error) return undefined;
      const known = toAppError(error);
      return { status_code: known.status, body: JSON.stringify(errorBody(known)) };
    },
  });

  return {
    async handle(request, response, actor) {
      actors.set(request, actor);
      await server.handle(request, response);
    },
    async attachmentOf(id, actor) {
      const upload = await requireOwn(store, id, actor).catch(() => null);
      if (upload !== null && upload.offset === upload.size) return finish(upload, actor);
      return getAttachment(files, actor, id);
    },
    async sweep() {
      await server.cleanUpExpiredUploads();
    },
  };
}

/** An upload that is complete becomes an attachment once, however many requests notice. */
function createFinish(door: Door, files: Files, store: FileStore) {
  const adding = { access: door.accessCache.access, ...files };
  const running = new Map<string, Promise<Attachment>>();

  async function keep({ id, metadata }: Complete, actor: Actor): Promise<Attachment> {
    const { conversationId, filename } = Kept.parse(metadata);
    const staged = await measureFile(join(store.directory, id));
    try {
      const attachment = await withPreparedFile(staged, filename, (file) =>
        addAttachment(adding, actor, { id, conversationId, name: filename, file }),
      );
      await store.remove(id);
      return attachment;
    } catch (error) {
      // What is refused now would be refused again; what failed in passing can be finished later without sending it again.
      if (!toAppError(error).retryable) await store.remove(id);
      throw error;
    }
  }

  return (upload: Complete, actor: Actor): Promise<Attachment> => {
    const finishing = running.get(upload.id) ?? keep(upload, actor).finally(() => running.delete(upload.id));
    running.set(upload.id, finishing);
    return finishing;
  };
}

async function requireOwn(store: FileStore, id: string, actor: Actor): Promise<TusUpload> {
  const upload = await store.getUpload(id).catch(() => null);
  if (upload === null || Kept.safeParse(upload.metadata).data?.personId !== actor.person.id) {
    throw new AppError('not_found');
  }
  return upload;
}

async function requireFew(store: FileStore, actor: Actor): Promise<void> {
  const ids = (await store.configstore.list?.()) ?? [];
  const all = await Promise.all(ids.map(async (id) => store.configstore.get(id)));
  const own = all.filter((upload) => upload?.metadata?.['personId'] === actor.person.id);
  if (own.length >= UNCLAIMED_ATTACHMENTS_MAX) {
    throw new AppError('rate_limited', `at most ${UNCLAIMED_ATTACHMENTS_MAX} unfinished uploads`);
  }
}
