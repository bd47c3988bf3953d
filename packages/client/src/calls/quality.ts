/** What a connection was like since it was last asked. Null where the browser does not tell (yet). */
export interface LineQuality {
  connected: boolean;
  /** Round trip in milliseconds. */
  rttMs: number | null;
  /** Share of packets that were lost, of the worse direction, 0…1. */
  loss: number | null;
  jitterMs: number | null;
  /** Received and sent, in kilobits per second. */
  inKbps: number | null;
  outKbps: number | null;
  /** What could be sent, as the browser estimates. */
  availableKbps: number | null;
  path: 'direct' | 'relay' | null;
  transport: 'udp' | 'tcp' | 'tls' | null;
  /** Pictures received and sent since the connection began. */
  framesIn: number;
  framesOut: number;
}

/** The counters of a moment, from which the next one is told apart. */
export interface Counters {
  atMs: number;
  lost: number;
  received: number;
  bytesIn: number;
  bytesOut: number;
}

/** One entry of a statistics report; which members it has depends on its `type`. */
export type StatsEntry = Readonly<Record<string, unknown>> & { id: string; type: string };

const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const sum = (entries: readonly StatsEntry[], member: string): number =>
  entries.reduce((total, entry) => total + (number(entry[member]) ?? 0), 0);
const highest = (entries: readonly StatsEntry[], member: string): number | null => {
  const told = entries.map((entry) => number(entry[member])).filter((value) => value !== null);
  return told.length === 0 ? null : Math.max(...told);
};
const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);

/**
 * Reads a statistics report. Loss and bitrate are those since `before`; without it they are null, because totals since the
 * beginning would hide what happens now.
 */
export function readQuality(
  entries: readonly StatsEntry[],
  before: Counters | null,
  nowMs: number,
  connected: boolean,
): { quality: LineQuality; counters: Counters } {
  const of = (type: string): StatsEntry[] => entries.filter((entry) => entry.type === type);
  const inbound = of('inbound-rtp');
  const remote = of('remote-inbound-rtp');
  const pair = selectedPair(entries);
  const counters: Counters = {
    atMs: nowMs,
    lost: sum(inbound, 'packetsLost'),
    received: sum(inbound, 'packetsReceived'),
    bytesIn: number(pair?.['bytesReceived']) ?? 0,
    bytesOut: number(pair?.['bytesSent']) ?? 0,
  };
  const since = before === null ? null : differences(before, counters);
  const available = number(pair?.['availableOutgoingBitrate']);
  const quality: LineQuality = {
    connected,
    rttMs: milliseconds(number(pair?.['currentRoundTripTime']) ?? highest(remote, 'roundTripTime')),
    loss: worse(since?.loss ?? null, highest(remote, 'fractionLost')),
    jitterMs: milliseconds(highest(inbound, 'jitter')),
    inKbps: since?.inKbps ?? null,
    outKbps: since?.outKbps ?? null,
    availableKbps: available === null ? null : available / 1000,
    ...pathOf(entries, pair),
    framesIn: sum(inbound, 'framesDecoded'),
    framesOut: sum(of('outbound-rtp'), 'framesEncoded'),
  };
  return { quality, counters };
}

function selectedPair(entries: readonly StatsEntry[]): StatsEntry | undefined {
  const selected = entries.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
  return entries.find(
    (entry) => entry.type === 'candidate-pair' && (entry.id === selected || entry['selected'] === true),
  );
}

function pathOf(entries: readonly StatsEntry[], pair: StatsEntry | undefined): Pick<LineQuality, 'path' | 'transport'> {
  const local = entries.find(({ id }) => id === pair?.['localCandidateId']);
  const remote = entries.find(({ id }) => id === pair?.['remoteCandidateId']);
  if (local === undefined) return { path: null, transport: null };
  const relayed = local['candidateType'] === 'relay';
  const protocol = relayed ? (local['relayProtocol'] ?? local['protocol']) : local['protocol'];
  return {
    path: relayed || remote?.['candidateType'] === 'relay' ? 'relay' : 'direct',
    transport: protocol === 'tcp' || protocol === 'tls' ? protocol : 'udp',
  };
}

function differences(before: Counters, now: Counters): { loss: number | null; inKbps: number; outKbps: number } | null {
  const seconds = (now.atMs - before.atMs) / 1000;
  // A connection that was begun anew counts from zero again.
  if (seconds <= 0 || now.bytesIn < before.bytesIn || now.received < before.received) return null;
  const lost = Math.max(0, now.lost - before.lost);
  const due = lost + now.received - before.received;
  return {
    loss: due === 0 ? null : lost / due,
    inKbps: ((now.bytesIn - before.bytesIn) * 8) / 1000 / seconds,
    outKbps: (Math.max(0, now.bytesOut - before.bytesOut) * 8) / 1000 / seconds,
  };
}

function worse(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.max(one, other);
}

/** How much of the new value a smoothed score takes on. */
const SMOOTHING = 0.3;
/** Scores end here: nobody can talk, and as good as being in the same room. */
const WORST = 1;
const BEST = 5;

/**
 * How good a line is for talking, 1 (nobody can) to 5, after the model of ITU-T G.107 with what a browser knows: delay,
 * jitter and loss. `before` smooths it, so that one bad second does not make the bars jump.
 */
export function scoreOf({ connected, rttMs, jitterMs, loss }: LineQuality, before: number | null): number {
  const delayMs = (rttMs ?? 0) / 2 + (jitterMs ?? 0) * 2 + 10;
  const delayCost = delayMs < 160 ? delayMs / 40 : (delayMs - 120) / 10;
  const rating = Math.min(100, Math.max(0, 93.2 - delayCost - (loss ?? 0) * 250));
  const opinion = 1 + 0.035 * rating + 0.000_007 * rating * (rating - 60) * (100 - rating);
  const now = connected ? Math.min(BEST, Math.max(WORST, opinion)) : WORST;
  return before === null ? now : before + (now - before) * SMOOTHING;
}
