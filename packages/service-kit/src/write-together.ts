import type { Socket as TcpSocket } from 'node:net';
import type { Connection } from './slow-consumer.ts';

/** What is reached for inside an Engine.IO connection; a version that lacks it is served without this. */
interface Flushable {
  flush?: () => void;
  transport: { socket?: { _socket?: Pick<TcpSocket, 'cork' | 'uncork'> | null } };
}

/**
 * Makes what one turn of the event loop says to a client leave in one write. A sender hears the acknowledgement and the
 * push of the same message in the same turn, and a write to a socket costs more than everything else about a message.
 * Without it Engine.IO writes the first packet alone and the others after the system has taken it.
 */
export function writeTogether(): (conn: Connection) => void {
  let waiting: Array<() => void> = [];
  const flushAll = (): void => {
    const due = waiting;
    waiting = [];
    for (const flush of due) flush();
  };
  return (conn) => {
    const inner = conn as unknown as Flushable;
    const flushNow = inner.flush?.bind(conn);
    if (flushNow === undefined) return;
    let isWaiting = false;
    const flushCorked = (): void => {
      isWaiting = false;
      const tcp = inner.transport.socket?._socket;
      tcp?.cork();
      flushNow();
      tcp?.uncork();
    };
    inner.flush = () => {
      if (isWaiting) return;
      isWaiting = true;
      if (waiting.push(flushCorked) === 1) setImmediate(flushAll);
    };
  };
}
