import type { ErrorCode } from '@causerie/contracts';

/** A code of the server's error table, one of the two ways not to hear from the server at all, or what this machine cannot do. */
export type CauserieErrorCode = ErrorCode | 'network' | 'timeout' | 'unsupported';

/** What the interface may show or decide on about a failure; plain data, so that it can live in the state. */
export interface Failure {
  code: CauserieErrorCode;
  detail: string;
  /** Whether the very same request may succeed later. */
  retryable: boolean;
  requestId: string | null;
}

/** The only error the SDK rejects with. `retryAfterMs` is the server's wish, when it expressed one. */
export class CauserieError extends Error {
  readonly failure: Failure;
  readonly retryAfterMs: number | null;

  constructor(failure: Failure, retryAfterMs: number | null = null) {
    super(`${failure.code}: ${failure.detail}`);
    this.name = 'CauserieError';
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }

  get code(): CauserieErrorCode {
    return this.failure.code;
  }

  get retryable(): boolean {
    return this.failure.retryable;
  }
}

/** The server was not reached, or was lost before it answered; the request may or may not have been done. */
export function networkError(detail: string): CauserieError {
  return new CauserieError({ code: 'network', detail, retryable: true, requestId: null });
}

/** The server did not answer in time; the request may or may not have been done. */
export function timeoutError(timeoutMs: number): CauserieError {
  return new CauserieError({
    code: 'timeout',
    detail: `no answer within ${timeoutMs} ms`,
    retryable: true,
    requestId: null,
  });
}

/** Makes a {@link CauserieError} of whatever was thrown. Unknown errors count as a lost network: a retry is always safe (DEL-3). */
export function asCauserieError(error: unknown): CauserieError {
  return error instanceof CauserieError ? error : networkError('the request did not complete');
}

/**
 * Reads an error body (problem+json, that of a dialect, or the `error` of a socket acknowledgement).
 * A body that is not ours, such as a proxy's HTML page, is judged by its HTTP status alone.
 */
export function parseFailure(body: unknown, status: number): Failure {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  // The dialects of other servers say `message`.
  const text = fields['detail'] ?? fields['message'];
  const temporary = status === 429 || status === 502 || status === 503 || status === 504;
  const fallback: CauserieErrorCode =
    status === 401 ? 'unauthenticated' : status === 404 ? 'not_found' : temporary ? 'unavailable' : 'internal';
  return {
    code: typeof fields['code'] === 'string' ? (fields['code'] as CauserieErrorCode) : fallback,
    detail: typeof text === 'string' ? text : `status ${status}`,
    retryable: typeof fields['retryable'] === 'boolean' ? fields['retryable'] : temporary,
    requestId: typeof fields['requestId'] === 'string' ? fields['requestId'] : null,
  };
}
