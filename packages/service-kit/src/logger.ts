import { pino, type DestinationStream, type Logger as PinoLogger, type LoggerOptions as PinoOptions } from 'pino';
import { describeError } from './describe-error.ts';
import { safeFields, safeMessage } from './log-fields.ts';

/** Writes one JSON object per line; fields that are not on the allow-list never reach the line. */
export type Logger = PinoLogger;

/** How a logger is made. `destination` is for tests; processes write to stdout. */
export interface LoggerOptions {
  service: string;
  level: string;
  replicaId: string;
  destination?: DestinationStream;
}

/**
 * Creates the logger of a process.
 *
 * Only fields listed in `log-fields.ts` are written, each with a check on its value; everything else is dropped and
 * counted in `droppedFields`. Errors become `describeError(error)`. The message is the caller's constant sentence:
 * values interpolated into it (`%s`) are not written, and neither is a sentence that repeats an error's message.
 */
export function createLogger({ service, level, replicaId, destination }: LoggerOptions): Logger {
  const options: PinoOptions = {
    level,
    base: { service, replicaId },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: {
      logMethod(args, method) {
        const [fields, message] = safeArguments(args);
        method.apply(this, message === undefined ? [fields] : [fields, message]);
      },
    },
  };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return withSafeChildren(logger);
}

function safeArguments(args: readonly unknown[]): [object, string | undefined] {
  const [first, second] = args;
  if (typeof first === 'string') return [{}, safeMessage(first)];
  const message = typeof second === 'string' ? safeMessage(second, first) : undefined;
  if (first instanceof Error) return [{ error: describeError(first) }, message];
  return [typeof first === 'object' && first !== null ? safeFields(first) : {}, message];
}

/** The fields a child is made with bypass the hook above; children inherit these two methods from their parent. */
function withSafeChildren(logger: Logger): Logger {
  const { child, setBindings } = logger;
  const guarded = {
    child(this: Logger, bindings: object, options?: { level?: string }): Logger {
      // Formatters and serializers that a library brings along would undo the allow-list.
      const kept = options?.level === undefined ? {} : { level: options.level };
      return child.call(this, safeFields(bindings), kept) as unknown as Logger;
    },
    setBindings(this: Logger, bindings: object): void {
      setBindings.call(this, safeFields(bindings));
    },
  };
  return Object.assign(logger, guarded);
}
