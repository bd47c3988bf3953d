import type { AuditEntry } from '@causerie/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuditTrail, createMetrics } from '../src/index.ts';
import { captureLog } from './log-capture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const entry = (action: string): Omit<AuditEntry, 'at'> => ({
  actorId: null,
  actorRole: 'system',
  action,
  whoseId: null,
  outcome: 'ok',
  targetKind: null,
  targetId: null,
  requestId: null,
});

/** A trail over a database that can be away. */
function openTrail() {
  const database = { away: false, writes: [] as string[][], attempts: 0, code: '23514' };
  const log = captureLog();
  const metrics = createMetrics('trail');
  const trail = createAuditTrail({
    async write(entries) {
      database.attempts += 1;
      if (database.away) throw new Error('away');
      if (entries.some(({ action }) => action === 'bad')) {
        throw Object.assign(new Error('refused'), { code: database.code });
      }
      database.writes.push(entries.map(({ action }) => action));
    },
    logger: log.logger,
    metrics,
  });
  const count = async (name: string) => (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return {
    trail,
    database,
    log,
    dropped: () => count('audit_dropped_total'),
    refused: () => count('audit_refused_total'),
  };
}

describe('AUD-1: records of accesses', () => {
  it('are written together: after a moment, or at once when there are many', async () => {
    const { trail, database } = openTrail();
    for (const action of ['a', 'b']) trail.note(entry(action));
    expect(database.writes).toEqual([]);
    await vi.advanceTimersByTimeAsync(250);
    expect(database.writes).toEqual([['a', 'b']]);
    for (let count = 0; count < 200; count++) trail.note(entry('c'));
    await vi.advanceTimersByTimeAsync(0);
    expect(database.writes[1]).toHaveLength(200);
  });

  it('wait in their order for a database that is away', async () => {
    const { trail, database } = openTrail();
    database.away = true;
    trail.note(entry('a'));
    await vi.advanceTimersByTimeAsync(5000);
    trail.note(entry('b'));
    database.away = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(database.writes).toEqual([['a', 'b']]);
  });

  it('are written before a process ends', async () => {
    const { trail, database } = openTrail();
    for (let count = 0; count < 450; count++) trail.note(entry('a'));
    await trail.close();
    expect(database.writes.flat()).toHaveLength(450);
  });

  it('are counted when too many wait', async () => {
    const { trail, database, dropped } = openTrail();
    database.away = true;
    for (let count = 0; count < 50_003; count++) trail.note(entry('a'));
    expect(await dropped()).toBe(3);
    database.away = false;
    await trail.close();
    expect(database.writes.flat()).toHaveLength(50_000);
  });

  it('AUD-3: that the database refuses for good are given up alone, with their request, and the others are written in order', async () => {
    for (const code of ['23514', '22P02']) {
      const { trail, database, log, refused } = openTrail();
      database.code = code;
      const actions = Array.from({ length: 300 }, (_, place) => (place === 7 || place === 250 ? 'bad' : `a${place}`));
      for (const [place, action] of actions.entries()) trail.note({ ...entry(action), requestId: `00${place}` });
      await vi.advanceTimersByTimeAsync(1000);
      expect(database.writes.flat()).toEqual(actions.filter((action) => action !== 'bad'));
      expect(await refused()).toBe(2);
      const lines = log.lines().filter(({ level }) => level === 'error' || level === 50);
      expect(lines.map(({ requestId }) => requestId)).toEqual(['007', '00250']);
      // Halving, not one by one.
      expect(database.attempts).toBeLessThan(60);
      await trail.close();
    }
  });

  it('that are all refused end with the process, and few of them are logged', async () => {
    const { trail, database, log, refused, dropped } = openTrail();
    for (let count = 0; count < 500; count++) trail.note(entry('bad'));
    await trail.close();
    expect([await refused(), await dropped(), database.writes]).toEqual([500, 0, []]);
    expect(database.attempts).toBeLessThan(1100);
    expect(log.lines().length).toBeLessThan(60);
  });

  it('wait when the database refuses everybody for a reason of its own', async () => {
    const { trail, database, refused } = openTrail();
    // Read-only: a standby that is about to be promoted.
    database.code = '25006';
    trail.note(entry('bad'));
    await vi.advanceTimersByTimeAsync(5000);
    expect([await refused(), database.attempts > 1]).toEqual([0, true]);
    await trail.close();
  });
});
