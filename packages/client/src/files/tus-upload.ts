import { type DetailedError, type FileReader, Upload } from 'tus-js-client';
import { CauserieError, networkError, parseFailure, type CauserieErrorCode } from '../error.ts';

/** Bytes per request: few enough that a token is asked for often and a proxy takes them, enough that requests cost little. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** Where a file goes, and who hears of it. */
export interface UploadOptions {
  endpoint: string;
  /** Where an earlier attempt has begun; null for the first. */
  address: string | null;
  metadata: { conversationId: string; filename: string };
  getToken: () => string | Promise<string>;
  /** The server has a place for the file. */
  onAddress(address: string | null): void;
  onProgress(sentBytes: number): void;
  onSuccess(): void;
  onFailure(error: CauserieError): void;
}

/** An upload by the tus protocol, which begins when it is started. */
export function openUpload(source: Blob, options: UploadOptions): Upload {
  const { endpoint, address, metadata, getToken, onProgress, onSuccess, onFailure } = options;
  const upload = new Upload(source, {
    endpoint,
    uploadUrl: address,
    onUploadUrlAvailable: () => options.onAddress(upload.url),
    metadata,
    chunkSize: CHUNK_BYTES,
    uploadSize: source.size,
    // When to try again is decided by the one who carries, who hears of the network.
    retryDelays: null,
    storeFingerprintForResuming: false,
    fileReader: blobReader,
    onBeforeRequest: async (request) => request.setHeader('authorization', `Bearer ${await getToken()}`),
    onProgress: (sentBytes) => onProgress(sentBytes),
    onSuccess: () => onSuccess(),
    onError: (error) => onFailure(errorOf(error)),
  });
  return upload;
}

/** Reads a blob part by part. The library's own reader knows blobs in browsers only. */
const blobReader: FileReader = {
  openFile: async (blob: Blob) => ({
    size: blob.size,
    async slice(start, end) {
      const bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer());
      return { value: Object.assign(bytes, { size: bytes.length }), done: end >= blob.size };
    },
    close: () => undefined,
  }),
};

/** Refusals of the protocol's own server have no body of ours: the status says it all. */
const BY_STATUS: Readonly<Record<number, CauserieErrorCode>> = {
  403: 'forbidden',
  409: 'conflict',
  410: 'not_found',
  413: 'payload_too_large',
  422: 'unprocessable',
  429: 'rate_limited',
};
/** Somebody else holds the upload (423), or it moved meanwhile (409): asking again where it stands helps. */
const MOVED = new Set([409, 423]);

function errorOf(error: Error | DetailedError): CauserieError {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (response === null) return networkError('the server was not reached');
  const status = response.getStatus();
  const failure = parseFailure(parsed(response.getBody()), status);
  const code = failure.code === 'internal' ? (BY_STATUS[status] ?? failure.code) : failure.code;
  const waitSeconds = Number(response.getHeader('retry-after') ?? Number.NaN);
  return new CauserieError(
    { ...failure, code, retryable: failure.retryable || MOVED.has(status) },
    Number.isFinite(waitSeconds) ? waitSeconds * 1000 : null,
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
