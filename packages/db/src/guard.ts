import { AppError } from '@causerie/contracts';

/**
 * A statement that the database refused. Carries the SQLSTATE and the names of what was violated, never values: the
 * driver's own error quotes rows and parameters, so it is not kept, not even as the cause.
 */
export class StatementFailed extends Error {
  /** SQLSTATE: five characters, as in the Postgres manual. */
  readonly code: string;
  readonly table: string | undefined;
  readonly constraint: string | undefined;

  constructor(code: string, table?: string, constraint?: string) {
    super(`The database refused a statement: ${code}${constraint === undefined ? '' : ` (${constraint})`}`);
    this.name = 'StatementFailed';
    this.code = code;
    this.table = table;
    this.constraint = constraint;
  }
}

/** What a driver error may tell: all names, no values. */
interface DriverError extends Error {
  code?: unknown;
  table?: unknown;
  constraint?: unknown;
}

/** SQLSTATEs after which the same statement may well succeed: lost connections, full or stopping servers, lost races. */
const PASSING_STATES = /^(?:08|53|57P|40001|40P01|55P03|57014|25P03|25P04)/;
/** What the operating system says when the server cannot be reached. */
const PASSING_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** The driver gives its own timeouts and lost connections no code, only these words. */
const PASSING_WORDS =
  /^(?:Query read timeout|timeout expired|timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/**
 * Runs database work and turns what it throws into what callers may see: {@link AppError} `unavailable` when a retry may
 * succeed, {@link StatementFailed} for what the database refuses. Errors of our own pass unchanged.
 */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

/** See {@link guarded}. */
export function translate(error: unknown): unknown {
  if (error instanceof AppError || error instanceof StatementFailed) return error;
  const driver = driverError(error);
  if (driver === undefined) return error;
  const code = typeof driver.code === 'string' ? driver.code : undefined;
  if (isPassing(driver, code)) {
    return new AppError('unavailable', undefined, { cause: new Error(code ?? 'connection lost or too slow') });
  }
  if (code === undefined) return error;
  return new StatementFailed(code, nameOrNothing(driver.table), nameOrNothing(driver.constraint));
}

/** Drizzle wraps the driver's error in one whose message holds the statement and its parameters; only the cause counts. */
function driverError(error: unknown): DriverError | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.name === 'DrizzleQueryError' || error.constructor.name === 'DrizzleQueryError'
    ? driverError(error.cause)
    : error;
}

function isPassing(error: DriverError, code: string | undefined): boolean {
  if (code === undefined) return PASSING_WORDS.test(error.message);
  return PASSING_CODES.has(code) || (code.length === 5 && PASSING_STATES.test(code));
}

function nameOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
