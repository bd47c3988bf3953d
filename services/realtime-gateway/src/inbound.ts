import { AppError } from '@causerie/contracts';
import type { Command, Wire } from '@causerie/dialects';
import { describeError, toAppError, type Deadlines, type Logger, type RateLimits } from '@causerie/service-kit';
import { recordCommand, type SocketAudit } from './audit.ts';
import { carryOut, type CarryOutDeps } from './carry-out.ts';
import type { Session } from './session.ts';

/** Commands of one socket that may be under way at once; beyond, it is told to slow down. */
const IN_FLIGHT_MAX = 1000;

/** What the door does with events. */
export interface InboundDeps extends CarryOutDeps, SocketAudit {
  /** Bounds every command (DEL-5). */
  deadlines: Deadlines;
  logger: Logger;
  /** Absent: nothing is limited. */
  limits?: RateLimits | undefined;
  onCommand(verb: string, outcome: string): void;
}

/** Reads every event of a socket in its dialect, carries it out, and answers; nothing a client sends can end the process. */
export function hearSocket(deps: InboundDeps, session: Session): void {
  const { socket, dialect } = session;
  let inFlight = 0;
  let count = 0;

  socket.onAny((event: string, ...args: unknown[]) => {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as (ack: unknown) => void) : undefined;
    const requestId = `${socket.id}-${++count}`;
    const answer = ({ ack, say }: { ack: unknown; say: Wire[] }): void => {
      for (const wire of say) session.say(wire);
      acknowledge?.(ack);
    };
    let command: Command | undefined;
    const refuse = (error: unknown): void => {
      const known = toAppError(error);
      if (known.code === 'internal')
        deps.logger.error({ requestId, error: describeError(error) }, 'A socket event failed');
      deps.onCommand(inbound === undefined ? 'unknown' : event, known.code);
      recordCommand(deps, session.actor, { requestId, command, code: known.code });
      answer(dialect.refuse(known, requestId));
    };

    const inbound = Object.hasOwn(dialect.inbound, event) ? dialect.inbound[event] : undefined;
    if (inbound === undefined) return refuse(new AppError('invalid_input', 'this event is not known'));
    if (inFlight >= IN_FLIGHT_MAX) return refuse(new AppError('rate_limited', 'too many events under way'));
    inFlight++;
    // Decoding runs at once, so that sends queue up in the order in which their packets came (DEL-4).
    decodeAnd(() => {
      deps.limits?.person(session.person.id);
      deps.limits?.deployment();
      return (command = inbound.decode(args[0]));
    })
      .then((decoded) => deps.deadlines.within(carryOut(deps, session, decoded, requestId)))
      .then((outcome) => {
        deps.onCommand(event, 'ok');
        recordCommand(deps, session.actor, { requestId, command, outcome, code: 'ok' });
        answer(inbound.answer(outcome));
      })
      .catch(refuse)
      .finally(() => {
        inFlight--;
      });
  });
}

function decodeAnd<T>(decode: () => T): Promise<T> {
  try {
    return Promise.resolve(decode());
  } catch (error) {
    return Promise.reject(error);
  }
}
