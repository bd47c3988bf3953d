import type { IncomingMessage } from 'node:http';
import { finished, PassThrough, type Readable } from 'node:stream';

/** How long what nobody wants any more is read, before the connection is closed under the client's hands. */
const LINGER_MS = 2_000;

/**
 * The body of a request, as it is passed on. An upstream that refuses an upload answers before it has read everything; the way to it is
 * then destroyed, and this stream with it, but not the client's connection.
 */
export function bodyToPassOn(request: IncomingMessage): Readable {
  const body = new PassThrough();
  request.pipe(body);
  request.once('close', () => {
    if (!request.complete) body.destroy(new Error('The client went away'));
  });
  // Whatever still comes is dropped.
  body.once('close', () => request.resume());
  return body;
}

/** Resolves when a request has been read, or will not be: a client whose connection ends while it writes never reads the answer. */
export function whenRead(request: IncomingMessage): Promise<void> {
  if (request.complete) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(resolve, LINGER_MS);
    finished(request, { writable: false }, () => {
      clearTimeout(late);
      resolve();
    });
  });
}
