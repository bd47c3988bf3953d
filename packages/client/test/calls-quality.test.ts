import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOf, climb, type Ladder, topOfLadder } from '../src/calls/ladder.ts';
import { QualityLog } from '../src/calls/quality-report.ts';
import { type LineQuality, readQuality, scoreOf, type StatsEntry } from '../src/calls/quality.ts';

const STEP_MS = 2_000;
const GOOD: LineQuality = {
  connected: true,
  rttMs: 40,
  loss: 0,
  jitterMs: 5,
  inKbps: 900,
  outKbps: 900,
  availableKbps: 2_000,
  path: 'direct',
  transport: 'udp',
  framesIn: 100,
  framesOut: 100,
};

/** Where a call stands after this line has lasted so long. */
function after(ladder: Ladder, line: Partial<LineQuality>, durationMs: number, fromMs = 0): Ladder {
  let next = ladder;
  for (let atMs = fromMs; atMs <= fromMs + durationMs; atMs += STEP_MS) next = climb(next, { ...GOOD, ...line }, atMs);
  return next;
}

describe('the ladder', () => {
  it.each([
    ['loss', { loss: 0.2 }],
    ['delay', { rttMs: 1_500 }],
    ['bandwidth', { availableKbps: 60 }],
    ['disconnected', { connected: false }],
  ] as const)('goes down to sound after 4 s of too much %s, and says so', (cause, line) => {
    expect(after(topOfLadder, line, 2_000).rung).toBe('video');
    const fallen = after(topOfLadder, line, 4_000);
    expect([fallen.rung, fallen.steps]).toEqual(['audio', [{ to: 'audio', cause, atMs: 4_000 }]]);
  });

  it('goes down to writing when not even sound passes, and up again step by step when the line is back', () => {
    const down = after(topOfLadder, { connected: false }, 14_000);
    expect(down.rung).toBe('chat');
    const up = after(down, {}, 10_000, 20_000);
    expect(up.rung).toBe('video');
    expect(up.steps.map(({ to, cause }) => `${to} ${cause}`)).toEqual([
      'audio disconnected',
      'chat disconnected',
      'audio recovered',
      'video recovered',
    ]);
  });

  it('who falls often waits longer before the next attempt, but never more than a minute', () => {
    let ladder = topOfLadder;
    let nowMs = 0;
    const waits: number[] = [];
    for (let fall = 0; fall < 7; fall += 1) {
      ladder = after(ladder, { loss: 0.2 }, 4_000, nowMs);
      nowMs += 6_000;
      const beganMs = nowMs;
      for (; ladder.rung !== 'video'; nowMs += STEP_MS) ladder = climb(ladder, GOOD, nowMs);
      waits.push(nowMs - STEP_MS - beganMs);
    }
    expect(waits).toEqual([4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('one bad measurement among good ones changes nothing, and rungs are never skipped', () => {
    const line = fc.record({
      connected: fc.boolean(),
      loss: fc.double({ min: 0, max: 1, noNaN: true }),
      rttMs: fc.integer({ min: 0, max: 6_000 }),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 90 }), (lines) => {
        let ladder = topOfLadder;
        lines.forEach((one, index) => (ladder = climb(ladder, { ...GOOD, ...one }, index * STEP_MS)));
        const rungs = ['video', ...ladder.steps.map(({ to }) => to)].map((rung) =>
          ['chat', 'audio', 'video'].indexOf(rung),
        );
        const leaps = rungs.slice(1).map((rung, index) => Math.abs(rung - (rungs[index] ?? rung)));
        expect(leaps.every((leap) => leap === 1)).toBe(true);
        const single = after(climb(topOfLadder, { ...GOOD, loss: 1 }, 0), {}, 20_000, STEP_MS);
        expect(single.rung).toBe('video');
      }),
    );
  });

  it('of several lines the best decides: when mine is bad, all of them are', () => {
    const bad = { ...GOOD, connected: false };
    expect(bestOf([bad, GOOD, { ...GOOD, loss: 0.5 }])).toBe(GOOD);
    expect(bestOf([])).toBeNull();
  });
});

const PAIR: StatsEntry[] = [
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
  {
    id: 'P',
    type: 'candidate-pair',
    localCandidateId: 'L',
    remoteCandidateId: 'R',
    currentRoundTripTime: 0.08,
    bytesReceived: 50_000,
    bytesSent: 25_000,
    availableOutgoingBitrate: 300_000,
  },
  { id: 'R', type: 'remote-candidate', candidateType: 'host', protocol: 'udp' },
  { id: 'I', type: 'inbound-rtp', packetsLost: 10, packetsReceived: 190, jitter: 0.02, framesDecoded: 60 },
];

describe('what statistics say', () => {
  it.each([
    [{ candidateType: 'host', protocol: 'udp' }, 'direct', 'udp'],
    [{ candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' }, 'relay', 'tls'],
    [{ candidateType: 'relay', protocol: 'udp', relayProtocol: 'tcp' }, 'relay', 'tcp'],
    [{ candidateType: 'srflx', protocol: 'tcp' }, 'direct', 'tcp'],
  ])('a line over %j is %s by %s', (local, path, transport) => {
    const entries = [...PAIR, { id: 'L', type: 'local-candidate', ...local }];
    expect(readQuality(entries, null, 0, true).quality).toMatchObject({
      path,
      transport,
      rttMs: 80,
      availableKbps: 300,
    });
  });

  it('loss and bitrate are those since the last time, and unknown the first time and after a new beginning', () => {
    const before = { atMs: 1_000, lost: 0, received: 100, bytesIn: 25_000, bytesOut: 0 };
    const { quality } = readQuality(PAIR, before, 3_000, true);
    expect(quality).toMatchObject({ loss: 0.1, inKbps: 100, outKbps: 100, jitterMs: 20, framesIn: 60 });
    expect(readQuality(PAIR, null, 3_000, true).quality).toMatchObject({ loss: null, inKbps: null });
    expect(readQuality(PAIR, { ...before, bytesIn: 90_000 }, 3_000, true).quality).toMatchObject({
      loss: null,
      inKbps: null,
    });
  });

  it('the score is worse with more delay and more loss, smoothed, and always from 1 to 5', () => {
    const measure = fc.record({
      rttMs: fc.integer({ min: 0, max: 9_000 }),
      loss: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(measure, fc.option(fc.double({ min: 1, max: 5, noNaN: true })), (one, before) => {
        const score = scoreOf({ ...GOOD, ...one }, before);
        expect(score).toBeGreaterThanOrEqual(1);
        expect(score).toBeLessThanOrEqual(5);
        const worse = scoreOf({ ...GOOD, rttMs: one.rttMs + 100, loss: Math.min(1, one.loss + 0.05) }, before);
        expect(worse).toBeLessThanOrEqual(score + 1e-9);
      }),
    );
    expect(scoreOf(GOOD, null)).toBeGreaterThan(4);
    expect(scoreOf({ ...GOOD, connected: false }, 4.4)).toBeCloseTo(3.38, 2);
  });

  it('a report has the means over the call, the newest path and the steps', () => {
    const log = new QualityLog();
    log.add({ ...GOOD, rttMs: 40, loss: null });
    log.add({ ...GOOD, rttMs: 80, loss: 0.02, path: 'relay', transport: 'tls' });
    log.add({ ...GOOD, rttMs: null, loss: 0, path: null, transport: null });
    const steps = [{ to: 'audio', cause: 'loss', atMs: 12.4 }] as const;
    expect(log.report(412.6, steps)).toEqual({
      setupMs: 413,
      path: 'relay',
      transport: 'tls',
      rttMs: 60,
      loss: 0.01,
      steps: [{ to: 'audio', cause: 'loss', atMs: 12 }],
    });
  });
});
