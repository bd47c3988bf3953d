import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FREEZE_MAX_MS, planFaults } from '../src/schedule.ts';

const base = { overMs: 60_000, victims: ['a', 'b', 'c'], freezable: ['a'], backends: true };

describe('the schedule of faults', () => {
  it('is decided by the seed alone', () => {
    assert(
      property(integer(), integer({ min: 0, max: 60 }), (seed, kills) => {
        expect(planFaults({ ...base, seed, kills })).toEqual(planFaults({ ...base, seed, kills }));
      }),
    );
    expect(planFaults({ ...base, seed: 1, kills: 20 })).not.toEqual(planFaults({ ...base, seed: 2, kills: 20 }));
  });

  it('holds the asked number of kills in time order, within the time, and spreads them over the victims', () => {
    assert(
      property(integer(), integer({ min: 0, max: 60 }), (seed, kills) => {
        const plan = planFaults({ ...base, seed, kills });
        const killed = plan.flatMap(({ fault }) =>
          fault.kind === 'kill' ? [fault.process] : fault.kind === 'kill-backend' ? ['backend'] : [],
        );
        expect(killed).toHaveLength(kills);
        const counts = ['a', 'b', 'c', 'backend'].map((name) => killed.filter((one) => one === name).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        const times = plan.map(({ atMs }) => atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        for (const atMs of times) expect(atMs).toBeLessThanOrEqual(base.overMs);
        const frozenMs = plan.map(({ fault }) => (fault.kind === 'freeze' ? fault.forMs : 0));
        expect(Math.max(0, ...frozenMs)).toBeLessThan(FREEZE_MAX_MS);
      }),
    );
  });
});
