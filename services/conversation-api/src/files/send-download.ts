import { Readable } from 'node:stream';
import type { ByteRange, Download } from '@causerie/core';
import contentDisposition from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import parseRange from 'range-parser';

/** What a page may show or play in place; everything else is saved. */
const INLINE = /^(?:image\/(?:jpeg|png|webp|gif|avif)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;
/** Headers are bytes on their way through proxies, so the plain name has only ASCII; the true one follows it encoded. */
const BEYOND_ASCII = /[^\x20-\x7e]/g;
/** Even what is opened as a page of its own runs nothing and loads nothing. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; sandbox";
/** A download may take as long as its line needs. */
export const DOWNLOAD_TIMEOUT_MS = 6 * 60 * 60_000;

/** Answers with the bytes, or with the part that the request asks for. A range that cannot be met is answered with the whole. */
export async function sendDownload(
  request: FastifyRequest,
  reply: FastifyReply,
  download: Download,
): Promise<FastifyReply> {
  const range = rangeOf(request, download);
  const { content, sizeBytes } = await download.read(range);
  const type = INLINE.test(download.mediaType) ? 'inline' : 'attachment';
  const name = download.size === 'thumbnail' ? `${download.name}.webp` : download.name;
  reply
    .type(download.mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : download.mediaType)
    .header('content-disposition', contentDisposition(name, { type, fallback: name.replace(BEYOND_ASCII, '_') }))
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .header('accept-ranges', download.sizeBytes === null ? 'none' : 'bytes')
    .header('content-length', range === undefined ? sizeBytes : range.end - range.start + 1);
  if (download.sha256 !== null) reply.header('etag', etagOf(download.sha256));
  if (range !== undefined) {
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  }
  return reply.send(content instanceof Readable ? content : Readable.from(content, { objectMode: false }));
}

function etagOf(sha256: string): string {
  return `"${sha256}"`;
}

function rangeOf({ headers }: FastifyRequest, { sizeBytes, sha256 }: Download): ByteRange | undefined {
  if (headers.range === undefined || sizeBytes === null || sizeBytes === 0) return undefined;
  const onlyIf = headers['if-range'];
  if (onlyIf !== undefined && (sha256 === null || onlyIf !== etagOf(sha256))) return undefined;
  const ranges = parseRange(sizeBytes, headers.range);
  if (typeof ranges === 'number' || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}
