/** What may be written down about an error: its class, a stable code, and the place in the source. */
export interface ErrorDescription {
  type: string;
  code?: string;
  at?: string;
  /** Code or class of what the error was caused by, when that says more. */
  cause?: string;
}

/** Causes nested deeper than this are not looked at: a cycle must not hang the logger. */
const MAX_CAUSE_DEPTH_COUNT = 4;
const MAX_STACK_SIZE_CHARS = 20_000;

/** Shapes that classes and codes have in source code, and that words of people rarely have. */
const TYPE_PATTERN = /^[A-Z][A-Za-z0-9]{0,63}$/;
const CODE_PATTERN = /^(?:[a-z]+(?:_[a-z]+){0,5}|[A-Z][A-Z0-9_]{1,63}|[0-9][0-9A-Z]{4})$/;
const FRAME_PATTERN = /^ {4}at (?:.{0,200} \()?(?:file:\/\/)?([^()]{1,400}):(\d{1,6}):(\d{1,6})\)?$/;
const FILE_PATTERN = /([\w.@+-]{1,80}\/[\w.@+-]{1,80})$/;

/** Redis puts its code in front of the sentence; only words known to be codes are taken from there. */
const REDIS_CODES = new Set(
  'ERR OOM NOAUTH WRONGPASS NOPERM READONLY LOADING BUSY MISCONF NOSCRIPT WRONGTYPE EXECABORT MASTERDOWN CLUSTERDOWN NOREPLICAS UNBLOCKED'.split(
    ' ',
  ),
);

/** What this module made itself is known to be safe; an object that only looks alike is not. */
const descriptions = new WeakSet<object>();

/**
 * Describes any thrown value without repeating anything that a person, a row or a request put into it.
 *
 * Messages are left out on purpose: drivers print parameters, SQL and row values in them.
 * `code` is the first stable code found along the causes (SQLSTATE, errno, AppError code, Redis reply code).
 */
export function describeError(error: unknown): ErrorDescription {
  if (isDescription(error)) return error;
  const chain = causesOf(error);
  const code = chain.map(codeOf).find((found) => found !== undefined);
  const at = chain.map(placeOf).find((found) => found !== undefined);
  const root = chain.at(-1);
  const cause = chain.length > 1 ? (codeOf(root) ?? typeOf(root)) : undefined;
  const description = {
    type: typeOf(error),
    ...(code === undefined ? {} : { code }),
    ...(at === undefined ? {} : { at }),
    ...(cause === undefined || cause === code ? {} : { cause }),
  };
  descriptions.add(description);
  return description;
}

function isDescription(value: unknown): value is ErrorDescription {
  return typeof value === 'object' && value !== null && descriptions.has(value);
}

/** The error and what caused it, nearest first. */
export function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let current = error;
  while (current !== undefined && current !== null && chain.length < MAX_CAUSE_DEPTH_COUNT) {
    chain.push(current);
    current = read(current, 'cause');
  }
  return chain;
}

function typeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const name = (error as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && TYPE_PATTERN.test(name) ? name : 'Error';
}

function codeOf(error: unknown): string | undefined {
  const code = read(error, 'code');
  if (typeof code === 'string' && CODE_PATTERN.test(code)) return code;
  if (typeOf(error) === 'ReplyError' && error instanceof Error) {
    const word = error.message.slice(0, error.message.indexOf(' '));
    if (REDIS_CODES.has(word)) return word;
  }
  return undefined;
}

function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined;
  // A message may contain lines that look like frames, so everything up to the end of the message is skipped.
  const stack = error.stack.slice(0, MAX_STACK_SIZE_CHARS);
  const messageAt = error.message === '' ? -1 : stack.indexOf(error.message);
  const frames = messageAt === -1 ? stack : stack.slice(messageAt + error.message.length);
  for (const line of frames.split('\n')) {
    const frame = FRAME_PATTERN.exec(line);
    const file = frame?.[1] === undefined ? undefined : FILE_PATTERN.exec(frame[1])?.[1];
    if (frame !== null && file !== undefined) return `${file}:${frame[2]}:${frame[3]}`;
  }
  return undefined;
}

/** Reads a property of anything. A getter that throws must not turn logging into a second failure. */
export function read(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}
