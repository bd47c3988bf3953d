import { causesOf, describeError, read } from './describe-error.ts';

const MAX_MESSAGE_CHARS = 200;

/** One word as source code writes it: `lane-0`, `message.created`, `SIGTERM`, `7.4.1`. */
const WORD = /^(?:[a-z][A-Za-z0-9._:/#-]{0,63}|[A-Z][A-Z0-9_]{1,39}|[0-9][0-9A-Z.]{0,20})$/;
/** The pattern of a route as the code declares it, never the address that was called. */
const ROUTE = /^\/[A-Za-z0-9_\-/:.*{}()?]{0,199}$/;
/** Where a server listens: no path, no user, no query. */
const ADDRESS = /^[a-z]{2,10}:\/\/[A-Za-z0-9.\-[\]:]{1,100}$/;
/** Ids that the product minted (UUID, hexadecimal, integer); an id chosen by a client does not fit. */
const MINTED_ID = /^[0-9A-Fa-f-]{1,64}$/;

/** Names that only the product's own code gives; fields that a person's record may have (status, type, role) are not here. */
const WORD_FIELDS = new Set(
  (
    'service replicaId connection queue lane jobId jobName event dialect namespace transport stage step check code method ' +
    'signal kind version plugin component'
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
  for (const key of Object.keys(fields)) {
    const value = read(fields, key);
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
  const errors =
    typeof fields === 'object' && fields !== null
      ? [fields, ...Object.keys(fields).map((key) => read(fields, key))]
      : [];
  const repeats = errors
    .filter((value) => value instanceof Error)
    .flatMap(causesOf)
    .some((cause) => cause instanceof Error && cause.message !== '' && message.includes(cause.message));
  return repeats ? 'An error was reported' : message.slice(0, MAX_MESSAGE_CHARS);
}
