import { causesOf, describeError } from './describe-error.ts';

const MAX_MESSAGE_CHARS = 200;

/** One word without spaces or `@`: codes, methods, names of queues and steps. */
const WORD = /^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,99}$/;
/** The pattern of a route as the code declares it, never the address that was called. */
const ROUTE = /^\/[A-Za-z0-9_\-/:.*{}()?]{0,199}$/;
/** Where a server listens: no path, no user, no query. */
const ADDRESS = /^[a-z]{2,10}:\/\/[A-Za-z0-9.\-[\]:]{1,100}$/;
/** Ids that the product minted (UUID, hexadecimal, integer); an id chosen by a client does not fit. */
const MINTED_ID = /^[0-9A-Fa-f-]{1,64}$/;

const WORD_FIELDS = new Set(
  (
    'service replicaId requestId connection queue lane jobId jobName event channel dialect namespace transport stage step check ' +
    'code reason type method signal kind version status state role socketId plugin component host'
  ).split(' '),
);

const NUMBER_FIELDS = new Set(
  'port pid status statusCode lane lanes seq attempt concurrency replicas restarts'.split(' '),
);
const NUMBER_WITH_UNIT = /^[a-z][A-Za-z]{0,60}(Ms|Seconds|Bytes|Chars|Count|Share)$/;
const FLAG_FIELDS = new Set('ok ready draining durable appendOnly noEviction production retryable'.split(' '));
const ERROR_FIELDS = new Set('err error cause'.split(' '));

/**
 * What may be written of the fields of a log line: an allow-list of names, each with a check of its value.
 * The rest is dropped, and `droppedFields` says how many, so that a missing field is noticed in development.
 */
export function safeFields(fields: object): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  let droppedFields = 0;
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (ERROR_FIELDS.has(key)) safe['error'] = describeError(value);
    else if (isSafe(key, value)) safe[key] = value;
    else droppedFields += 1;
  }
  if (droppedFields > 0) safe['droppedFields'] = droppedFields;
  return safe;
}

function isSafe(key: string, value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return NUMBER_FIELDS.has(key) || NUMBER_WITH_UNIT.test(key) || key.endsWith('Id');
    case 'boolean':
      return FLAG_FIELDS.has(key);
    case 'string':
      if (key === 'route') return ROUTE.test(value);
      if (key === 'address') return ADDRESS.test(value);
      return WORD_FIELDS.has(key) ? WORD.test(value) : key.endsWith('Id') && MINTED_ID.test(value);
    default:
      return false;
  }
}

/**
 * What may be written of the sentence of a log line. It is meant to be a constant of the code; libraries, however,
 * pass an error's own message along, which is replaced.
 */
export function safeMessage(message: string, fields?: unknown): string {
  const errors = typeof fields === 'object' && fields !== null ? [fields, ...Object.values(fields)] : [];
  const repeats = errors
    .filter((value) => value instanceof Error)
    .flatMap(causesOf)
    .some((cause) => cause instanceof Error && cause.message !== '' && message.includes(cause.message));
  return repeats ? 'An error was reported' : message.slice(0, MAX_MESSAGE_CHARS);
}
