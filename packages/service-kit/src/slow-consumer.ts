import { Buffer } from 'node:buffer';
import type { Socket } from 'socket.io';

/** A client that lets this much pile up is not reading; it can fetch what it missed when it comes back. */
export const SLOW_CONSUMER_LIMIT_BYTES = 1_000_000;

/** What happened to a client that did not read. */
export interface SlowConsumerCut {
  code: 'slow_consumer';
  bufferedBytes: number;
}

/** The engine connection under one or more sockets of a client. */
export type Connection = Socket['conn'];

/**
 * Cuts a client once more than `limitBytes` wait in its write buffer. The cut is abrupt (the client sees a lost
 * connection and reconnects by itself): a farewell would only queue behind what it does not read.
 */
export function guardSlowConsumer(
  socket: { conn: Connection },
  { limitBytes = SLOW_CONSUMER_LIMIT_BYTES, onCut }: { limitBytes?: number; onCut: (cut: SlowConsumerCut) => void },
): void {
  const { conn } = socket;
  let bufferedBytes = 0;
  let judging = false;

  const judge = (): void => {
    judging = false;
    if (bufferedBytes <= limitBytes || conn.readyState === 'closed') return;
    onCut({ code: 'slow_consumer', bufferedBytes });
    cut(conn);
  };

  conn.on('packetCreate', (packet: { data?: unknown }) => {
    bufferedBytes += sizeBytes(packet.data);
    if (bufferedBytes <= limitBytes || judging) return;
    judging = true;
    // A burst within one turn of the event loop is not yet a slow reader: the transport gets a chance to take it.
    setImmediate(judge);
  });
  conn.on('flush', () => {
    bufferedBytes = 0;
  });
}

function sizeBytes(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer ? data.byteLength : 0;
}

function cut(conn: Connection): void {
  const raw = (conn.transport as unknown as { socket?: { terminate?: () => void } }).socket;
  if (typeof raw?.terminate === 'function') raw.terminate();
  else conn.close(true);
}
