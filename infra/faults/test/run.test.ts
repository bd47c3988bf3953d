import { afterEach, describe, expect, it } from 'vitest';
import { run, type RunResult } from '../src/run.ts';
import { planFaults } from '../src/schedule.ts';
import type { Target } from '../src/target.ts';
import type { RuleName } from '../src/violation.ts';
import { v1Doors } from '../src/v1-doors.ts';
import type { FakeLie } from './fake-log.ts';
import { startFakeTarget } from './fake-target.ts';

/** Longer than the fake needs for anything that it answers at all. */
const SILENCE_MS = 3000;

const targets: Target[] = [];
afterEach(async () => {
  for (const target of targets.splice(0)) await target.stop();
});

async function runAgainstFake(lie: FakeLie): Promise<RunResult> {
  const target = await startFakeTarget(lie);
  targets.push(target);
  const plan = planFaults({
    seed: 7,
    kills: 4,
    overMs: 1500,
    // Silence is only silence while the connection stands: a gateway that is cut would make it a loss.
    victims: lie === 'silence' ? ['message-worker'] : ['message-worker', 'realtime-gateway-1', 'realtime-gateway-2'],
    freezable: ['message-worker'],
    backends: true,
  });
  const base = {
    target,
    doors: [() => v1Doors(target.url, SILENCE_MS)],
    seed: 7,
    plan,
    people: 6,
    messages: 180,
    perSecond: 120,
  };
  return run({ ...base, loadMaxMs: 10_000, hintsMaxMs: 2000 });
}

const LIES: ReadonlyArray<[FakeLie, RuleName]> = [
  ['ack before commit', 'acked-but-lost'],
  ['duplicate', 'duplicate'],
  ['foreign push', 'foreign-delivery'],
  ['silence', 'never-answered'],
  ['exit by itself', 'unexpected-exit'],
  ['no hints', 'not-hinted'],
];

describe('a run', () => {
  it('passes a system that keeps its word while its parts are killed', async () => {
    const result = await runAgainstFake('none');
    expect(result.violations).toEqual([]);
    expect(result.kills).toBe(4);
    expect(result.acknowledged).toBeGreaterThanOrEqual(180);
    const kinds = result.history.events.map((event) => (event.type === 'answered' ? event.outcome.kind : event.type));
    const expected = ['sent', 'ok', 'unavailable', 'lost', 'pushed', 'asked', 'paged', 'injected', 'exited'] as const;
    expect(kinds).toEqual(expect.arrayContaining([...expected]));
  }, 60_000);

  it.each(LIES)(
    'fails a system with the lie "%s", naming %s',
    async (lie, rule) => {
      const { violations } = await runAgainstFake(lie);
      expect(violations.map((violation) => violation.rule)).toContain(rule);
    },
    60_000,
  );
});
