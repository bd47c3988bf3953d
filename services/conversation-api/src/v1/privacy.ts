import {
  DirectoryUserParams,
  ExportLinkParams,
  Id,
  PRIVACY_QUEUE,
  PrivacyRequest,
  PrivacyRequestState,
  type PrivacyJob,
} from '@causerie/contracts';
import {
  getExport,
  getPrivacyRequest,
  openExportFile,
  requestErasure,
  requestExport,
  requestExportOf,
  type BlobStore,
  type LinkTokens,
  type PrivacyRequests,
} from '@causerie/core';
import { createQueue, type HttpApp, type QueueOptions } from '@causerie/service-kit';
import { z } from 'zod';
import { tellAudit } from '../audit.ts';
import { actorOf, identityOf, type Door } from '../door.ts';
import { DOWNLOAD_TIMEOUT_MS, sendDownload } from '../files/send-download.ts';

const TAG = ['privacy'];
const ById = z.object({ id: Id });

/** What asking for exports and erasures needs beside the door. */
export interface Privacy {
  privacyRequests: PrivacyRequests;
  /** Asks the worker to look at a request now. */
  askForWork(requestId: string): Promise<void>;
  /** Longest life of a token, in milliseconds. */
  tokenLifeMs: number;
}

/** What the routes need. */
type PrivacyDeps = Door & Privacy & { blobs: BlobStore; linkTokens: LinkTokens; withdraw: Door['actors']['withdraw'] };

/** A way to ask the worker for its work on one request. */
export function workAsker(options: QueueOptions): Privacy['askForWork'] {
  const queue = createQueue<PrivacyJob>(PRIVACY_QUEUE, options);
  return async (requestId) => {
    await queue.add('request', { requestId }, { jobId: `request-${requestId}` });
  };
}

/** Exports and erasures of the v1 dialect. */
export function privacyRoutes(
  app: HttpApp,
  door: Door,
  privacy: Privacy,
  { blobs, linkTokens }: Pick<PrivacyDeps, 'blobs' | 'linkTokens'>,
): void {
  const deps = { ...door, ...privacy, blobs, linkTokens, withdraw: door.actors.withdraw };
  exportRoutes(app, deps);
  backEndRoutes(app, deps);
}

const EXPORT = `A file in the ZIP format with everything that is kept of me, as I can see it: profile, links, conversations, their
messages and files, receipts, notifications, preferences, appointments, and the records of accesses. It is made in the background and kept
for a day; asking again while there is one gives that one.`;

function exportRoutes(app: HttpApp, deps: PrivacyDeps): void {
  app.post(
    '/me/export',
    {
      schema: {
        tags: TAG,
        summary: 'Ask for everything that is kept of me',
        description: EXPORT,
        response: { 202: PrivacyRequest },
      },
    },
    async (request, reply) => {
      const asked = await requestExport(deps, await actorOf(deps, request));
      tellAudit(request, { targetKind: 'privacy-request', targetId: asked.id });
      return reply.code(202).send(asked);
    },
  );

  app.get(
    '/me/export/:id',
    {
      schema: {
        tags: TAG,
        summary: 'Where my export stands; once it is done, with a link that works for five minutes',
        params: ById,
        response: { 200: PrivacyRequestState },
      },
    },
    async (request) => getExport(deps, await actorOf(deps, request), request.params.id),
  );

  app.get(
    '/exports/:token',
    {
      handlerTimeout: DOWNLOAD_TIMEOUT_MS,
      schema: { tags: TAG, summary: 'The file behind the link of an export', security: [], params: ExportLinkParams },
    },
    async (request, reply) => {
      const { download, personId, requestId } = await openExportFile(deps, request.params.token);
      tellAudit(request, { whoseId: personId, targetKind: 'privacy-request', targetId: requestId });
      return sendDownload(request, reply, download);
    },
  );
}

const ERASURE = `The person's tokens end at once. In the background everything they wrote and every file of theirs is removed; their places
in conversations stay, under a neutral name. The answer names the request, which is how it is asked for later: the person's id in your
system is forgotten. Done when the bytes of all files are gone; \`receipt\` says how much of what was removed.`;

function backEndRoutes(app: HttpApp, deps: PrivacyDeps): void {
  for (const [kind, ask, summary, description] of [
    ['export', requestExportOf, 'Ask for everything that is kept of a person (service token)', EXPORT],
    ['erasure', requestErasure, 'Erase a person (service token)', ERASURE],
  ] as const) {
    app.post(
      `/directory/users/:side/:subject/${kind}`,
      {
        schema: {
          tags: TAG,
          summary,
          description,
          params: DirectoryUserParams,
          response: { 202: PrivacyRequest },
        },
      },
      async (request, reply) => {
        const asked = await ask(deps, await identityOf(deps, request), request.params);
        tellAudit(request, { whoseId: asked.personId, targetKind: 'privacy-request', targetId: asked.request.id });
        return reply.code(202).send(asked.request);
      },
    );
  }

  app.get(
    '/privacy-requests/:id',
    {
      schema: {
        tags: TAG,
        summary: 'Where an export or an erasure stands (service token)',
        params: ById,
        response: { 200: PrivacyRequestState },
      },
    },
    async (request) => {
      const { state, personId } = await getPrivacyRequest(deps, await identityOf(deps, request), request.params.id);
      tellAudit(request, { whoseId: personId });
      return state;
    },
  );
}
