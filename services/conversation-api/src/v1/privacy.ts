import {
  DirectoryUserParams,
  EraseMeBody,
  ExportLinkParams,
  Id,
  PRIVACY_QUEUE,
  PrivacyRequest,
  PrivacyRequestOf,
  PrivacyRequestPage,
  PrivacyRequestsQuery,
  PrivacyRequestState,
  type PrivacyJob,
} from '@causerie/contracts';
import {
  askErasure,
  confirmErasure,
  getErasure,
  getExport,
  getPrivacyRequest,
  listPrivacyRequests,
  openExportFile,
  refuseErasure,
  requestErasure,
  requestExport,
  requestExportOf,
  withdrawErasure,
  type BlobStore,
  type LinkTokens,
  type PrivacyRequests,
} from '@causerie/core';
import { createQueue, tellAudit, type HttpApp, type QueueOptions } from '@causerie/service-kit';
import { z } from 'zod';
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
  /** Whether an erasure that a person asks for waits until a back end or an operator confirms it. */
  erasureNeedsConfirmation: boolean;
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
  erasureRoutes(app, deps);
  backEndRoutes(app, deps);
  requestRoutes(app, deps);
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

const ERASE_ME = `Everything I wrote and every file of mine is removed, and my name with it; my places in conversations stay, under a neutral
name. Unless the installation does it at once, the request waits, as \`requested\`, until the back end or an operator confirms it, and I may
withdraw it until then. When it begins all my tokens end, the one of this request included. Asking again gives the request that exists.`;

function erasureRoutes(app: HttpApp, deps: PrivacyDeps): void {
  app.post(
    '/me/erasure',
    {
      schema: {
        tags: TAG,
        summary: 'Ask for the erasure of everything that is kept of me',
        description: ERASE_ME,
        body: EraseMeBody,
        response: { 202: PrivacyRequest },
      },
    },
    async (request, reply) => {
      const asked = await askErasure(deps, await actorOf(deps, request));
      tellAudit(request, { targetKind: 'privacy-request', targetId: asked.id });
      return reply.code(202).send(asked);
    },
  );

  app.get(
    '/me/erasure',
    { schema: { tags: TAG, summary: 'Where my erasure stands', response: { 200: PrivacyRequest } } },
    async (request) => getErasure(deps, await actorOf(deps, request)),
  );

  app.delete(
    '/me/erasure',
    {
      schema: {
        tags: TAG,
        summary: 'Withdraw the request for my erasure while it waits to be confirmed',
        response: { 200: PrivacyRequest },
      },
    },
    async (request) => {
      const ended = await withdrawErasure(deps, await actorOf(deps, request));
      tellAudit(request, { targetKind: 'privacy-request', targetId: ended.id });
      return ended;
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
}

function requestRoutes(app: HttpApp, deps: PrivacyDeps): void {
  app.get(
    '/privacy-requests',
    {
      schema: {
        tags: TAG,
        summary: 'Exports and erasures, oldest first, such as those that wait to be confirmed (service or admin token)',
        querystring: PrivacyRequestsQuery,
        response: { 200: PrivacyRequestPage },
      },
    },
    async (request) => listPrivacyRequests(deps, await identityOf(deps, request), request.query),
  );

  app.get(
    '/privacy-requests/:id',
    {
      schema: {
        tags: TAG,
        summary: 'Where an export or an erasure stands (service or admin token)',
        params: ById,
        response: { 200: PrivacyRequestOf },
      },
    },
    async (request) => {
      const { state, personId } = await getPrivacyRequest(deps, await identityOf(deps, request), request.params.id);
      tellAudit(request, { whoseId: personId });
      return state;
    },
  );

  for (const [verb, decide, summary] of [
    ['confirm', confirmErasure, 'Confirm an erasure that its person asked for: it begins (service or admin token)'],
    ['refuse', refuseErasure, 'Refuse an erasure that waits to be confirmed (service or admin token)'],
  ] as const) {
    app.post(
      `/privacy-requests/:id/${verb}`,
      { schema: { tags: TAG, summary, params: ById, response: { 200: PrivacyRequest } } },
      async (request) => {
        const decided = await decide(deps, await identityOf(deps, request), request.params.id);
        tellAudit(request, { whoseId: decided.personId });
        return decided.request;
      },
    );
  }
}
