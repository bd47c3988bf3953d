import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem.ts';
import {
  HASHED_ASSETS_CACHE,
  HASHED_ASSETS_PREFIX,
  OTHER_FILES_CACHE,
  webSecurityHeaders,
} from './security-headers.ts';

/**
 * Serves the built web app: files as they are (compressed ahead when the browser takes it), and index.html for every
 * other page address, because the app routes by itself.
 */
export async function serveWeb(app: FastifyInstance, webRoot: string | undefined): Promise<void> {
  if (webRoot === undefined || !existsSync(join(webRoot, 'index.html'))) {
    app.setNotFoundHandler((_request, reply) => sendProblem(reply, 404, 'not_found', 'The web app has not been built'));
    return;
  }
  await app.register(fastifyStatic, {
    root: webRoot,
    preCompressed: true,
    cacheControl: false,
    index: ['index.html'],
    setHeaders: (reply, path) => {
      for (const [name, value] of Object.entries(webSecurityHeaders)) reply.header(name, value);
      const isHashed = path.slice(webRoot.length).replaceAll('\\', '/').startsWith(HASHED_ASSETS_PREFIX);
      reply.header('cache-control', isHashed ? HASHED_ASSETS_CACHE : OTHER_FILES_CACHE);
    },
  });
  app.setNotFoundHandler((request, reply) =>
    isPage(request) ? servePage(reply) : sendProblem(reply, 404, 'not_found', 'Nothing is here'),
  );
}

function servePage(reply: FastifyReply): FastifyReply {
  return reply.code(200).sendFile('index.html');
}

/** A missing file must not be answered with a page: the browser would take HTML for a script. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && !url.startsWith(HASHED_ASSETS_PREFIX) && (headers.accept ?? '').includes('text/html');
}
