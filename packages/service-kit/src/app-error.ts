import { AppError, type ErrorCode } from '@causerie/contracts';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ZodError } from 'zod';
import { causesOf } from './describe-error.ts';

const MAX_NAMED_FIELDS_COUNT = 5;
const FIELD_PATTERN = /^[\w$-]{1,40}$/;

/** SQLSTATE of a server that is away, full, starting, stopping, or that gave up waiting: the same request may succeed later. */
const AWAY_SQLSTATE = /^(08...|57P0[1-5]|57014|55P03|53...|25P03|40001|40P01)$/;
const AWAY_ERRNO = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** Drivers that throw plain errors leave nothing but their sentence to recognise them by. */
const AWAY_MESSAGE =
  /^(Query read timeout|Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Stream isn't writeable|Command timed out|Connection is closed|Reached the max retries per request limit)|OOM command not allowed/;

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'payload_too_large',
  422: 'unprocessable',
  429: 'rate_limited',
  503: 'unavailable',
};

/**
 * Turns whatever was thrown into the error a caller may see.
 *
 * Validation becomes `invalid_input` naming the fields, never their values; a database or Redis that is away becomes
 * `unavailable`; an HTTP error of the framework keeps the meaning of its status; all else is `internal`.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ZodError)
    return invalidInput(
      error.issues.map((issue) => [issue.path, issue.code]),
      error,
    );
  if (hasZodFastifySchemaValidationErrors(error)) {
    return invalidInput(
      error.validation.map((entry) => [entry.instancePath.split('/').slice(1), entry.keyword]),
      error,
    );
  }
  if (causesOf(error).some(isAway))
    return new AppError('unavailable', undefined, { cause: error, retryAfterSeconds: 1 });
  const status = statusOf(error);
  const code =
    status === undefined ? undefined : (CODE_BY_STATUS[status] ?? (status < 500 ? 'invalid_input' : undefined));
  return new AppError(code ?? 'internal', undefined, { cause: error });
}

function invalidInput(issues: [readonly PropertyKey[], string][], cause: unknown): AppError {
  const named = issues.slice(0, MAX_NAMED_FIELDS_COUNT).map(([path, kind]) => {
    const field = path.map(String).map((part) => (FIELD_PATTERN.test(part) ? part : '?'));
    return `${field.length === 0 ? 'the input' : field.join('.')} (${kind})`;
  });
  return new AppError('invalid_input', `Not valid: ${named.join(', ')}`, { cause });
}

function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && (AWAY_SQLSTATE.test(code) || AWAY_ERRNO.test(code))) return true;
  return typeof message === 'string' && AWAY_MESSAGE.test(message);
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600 ? statusCode : undefined;
}
