/**
 * The one error table. HTTP status, socket payload and client behaviour are projections of it.
 * `retryable` tells a client whether the very same request may succeed later (safe by DEL-3 when it carries a client key).
 */
export const ERRORS = {
  invalid_input: { status: 400, retryable: false, title: 'The input is not valid' },
  page_out_of_range: { status: 400, retryable: false, title: 'The page or limit is out of range' },
  unauthenticated: { status: 401, retryable: false, title: 'A valid token is required' },
  token_revoked: { status: 401, retryable: false, title: 'The token was withdrawn' },
  token_expired: { status: 401, retryable: false, title: 'The token has expired' },
  forbidden: { status: 403, retryable: false, title: 'This is not allowed for you' },
  wrong_side: { status: 403, retryable: false, title: 'This is for the other side of the relation' },
  not_linked: { status: 403, retryable: false, title: 'The two people are not linked' },
  identity_mismatch: { status: 403, retryable: false, title: 'The token belongs to somebody else' },
  not_found: { status: 404, retryable: false, title: 'There is no such thing for you' },
  conversation_closed: { status: 409, retryable: false, title: 'The conversation does not take messages' },
  conflict: { status: 409, retryable: false, title: 'This conflicts with what exists' },
  payload_too_large: { status: 413, retryable: false, title: 'The input is too large' },
  unprocessable: { status: 422, retryable: false, title: 'The input cannot be processed' },
  rate_limited: { status: 429, retryable: true, title: 'Too many requests' },
  internal: { status: 500, retryable: false, title: 'Something failed on our side' },
  unavailable: { status: 503, retryable: true, title: 'The service cannot answer right now' },
} as const;

/** A stable error code; clients may switch on it. */
export type ErrorCode = keyof typeof ERRORS;

/** What every door may tell a client about an error; carries no personal data and no internals. */
export interface ErrorBody {
  code: ErrorCode;
  detail: string;
  retryable: boolean;
  /** Seconds after which a retry makes sense, where that is known. */
  retryAfterSeconds?: number;
  requestId?: string;
}

/**
 * The only error a use-case throws on purpose.
 * `detail` is shown to callers: it names fields and limits, never values, names or message text.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, detail?: string, options?: { retryAfterSeconds?: number; cause?: unknown }) {
    super(`${code}: ${detail ?? ERRORS[code].title}`, options?.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = detail ?? ERRORS[code].title;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  /** HTTP status of the code, from the table. */
  get status(): number {
    return ERRORS[this.code].status;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** Projects an error on what a client may see. */
export function errorBody(error: AppError, requestId?: string): ErrorBody {
  return {
    code: error.code,
    detail: error.detail,
    retryable: error.retryable,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
