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
  const database = { away: false, writes: [] as string[][] };
  const metrics = createMetrics('trail');
  const trail = createAuditTrail({
    async write(entries) {
      if (database.away) throw new Error('away');
      database.writes.push(entries.map(({ action }) => action));
    },
    logger: captureLog().logger,
    metrics,
  });
  const dropped = async () => (await metrics.registry.getSingleMetric('audit_dropped_total')?.get())?.values[0]?.value;
  return { trail, database, dropped };
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
});
