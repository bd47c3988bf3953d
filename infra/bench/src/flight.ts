import { createLatencyRecorder } from './latency.ts';
import type { Schedule } from './schedule.ts';

/** What one load step saw. Histograms are encoded; see `mergeLatencies`. */
export interface FlightReport {
  sent: number;
  acked: number;
  refused: number;
  delivered: number;
  duplicates: number;
  /** Deliveries that overtook an earlier message of the same conversation (DEL-4 says none). */
  reordered: number;
  /** Messages that left and had not arrived when the step was closed. */
  lost: number;
  /** Intended send time → receiver has it. */
  delivery: string;
  /** Intended send time → acknowledgement. */
  ack: string;
  /** Intended send time → the moment the generator really sent it: how late the generator itself was. */
  sendLag: string;
}

/**
 * The messages of one load step while they fly. Pure bookkeeping: the caller brings the time, in milliseconds since
 * the start of the step. Message `index` belongs to pair `index % pairs`.
 */
export interface Flight {
  sent(index: number, atMs: number): void;
  acked(index: number, ok: boolean, atMs: number): void;
  delivered(index: number, atMs: number): void;
  /** Messages that left and have not arrived. */
  pending(): number;
  /** True when everything that left has arrived and was answered. */
  settled(): boolean;
  /** Ends the step: what has not arrived by `atMs` is lost, and is recorded with the time it has waited until then. */
  close(atMs: number): FlightReport;
}

const ARRIVED = 1;
const ANSWERED = 2;

/** Starts the bookkeeping of one step. Numbers outside the schedule (late echoes of an earlier step) are ignored. */
export function createFlight(schedule: Schedule, pairs: number): Flight {
  const marks = new Uint8Array(schedule.count);
  const newest = new Int32Array(pairs).fill(-1);
  const recorders = {
    delivery: createLatencyRecorder(),
    ack: createLatencyRecorder(),
    sendLag: createLatencyRecorder(),
  };
  const totals = { sent: 0, acked: 0, refused: 0, delivered: 0, duplicates: 0, reordered: 0 };
  const record = (recorder: keyof typeof recorders, index: number, atMs: number): void => {
    if (index >= schedule.warmupCount) recorders[recorder].record(atMs - schedule.dueAtMs(index));
  };
  const known = (index: number): boolean => index >= 0 && index < totals.sent;
  const pending = (): number => totals.sent - totals.delivered;

  return {
    sent(index, atMs) {
      totals.sent = index + 1;
      record('sendLag', index, atMs);
    },
    acked(index, ok, atMs) {
      if (!known(index) || (marks[index]! & ANSWERED) !== 0) return;
      marks[index]! |= ANSWERED;
      totals[ok ? 'acked' : 'refused'] += 1;
      record('ack', index, atMs);
    },
    delivered(index, atMs) {
      if (!known(index)) return;
      if ((marks[index]! & ARRIVED) !== 0) {
        totals.duplicates += 1;
        return;
      }
      marks[index]! |= ARRIVED;
      totals.delivered += 1;
      const pair = index % pairs;
      if (index < newest[pair]!) totals.reordered += 1;
      else newest[pair] = index;
      record('delivery', index, atMs);
    },
    pending,
    settled: () => pending() === 0 && totals.acked + totals.refused === totals.sent,
    close(atMs) {
      for (let index = 0; index < totals.sent; index++) {
        if ((marks[index]! & ARRIVED) === 0) record('delivery', index, atMs);
        if ((marks[index]! & ANSWERED) === 0) record('ack', index, atMs);
      }
      return {
        ...totals,
        lost: pending(),
        delivery: recorders.delivery.encode(),
        ack: recorders.ack.encode(),
        sendLag: recorders.sendLag.encode(),
      };
    },
  };
}
