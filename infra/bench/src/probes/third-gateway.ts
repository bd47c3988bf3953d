import type { Backing } from '../backing.ts';
import { startContender, type Contender } from '../contender.ts';
import { measureStep } from '../measure.ts';
import { median } from '../median.ts';
import { causerieWith } from '../targets/causerie.ts';

const ROUNDS = 2;
const STEP = { warmupMs: 800, measureMs: 2_500, drainMs: 5_000 };
/** Share of the highest sustained rate at which both are compared: busy, but not drowning. */
const SHARE_OF_MOST = 0.6;
const FALLBACK_RATE = 2_000;

/**
 * What one more gateway replica costs on the same cores: CPU per message with two and with three, in turn, at the same
 * rate. Sockets are spread, so the work per message should not be repeated.
 */
export async function measureThirdGateway(
  two: Contender,
  backing: Backing,
  pairs: number,
  most: number | undefined,
): Promise<Record<string, number>> {
  const three = await startContender(causerieWith(3), backing, pairs);
  try {
    const ratePerSecond = Math.round((most || FALLBACK_RATE) * (most ? SHARE_OF_MOST : 1));
    const cpu: Record<'two' | 'three', number[]> = { two: [], three: [] };
    // The first step of the newcomer only warms its code up: the other has been running for minutes.
    await measureStep(three, { ...STEP, ratePerSecond });
    for (let round = 0; round < ROUNDS; round++) {
      cpu.two.push((await measureStep(two, { ...STEP, ratePerSecond })).cpuUsPerMessage);
      cpu.three.push((await measureStep(three, { ...STEP, ratePerSecond })).cpuUsPerMessage);
    }
    return {
      'offered per second': ratePerSecond,
      'CPU µs/message, two gateways': median(cpu.two),
      'CPU µs/message, three gateways': median(cpu.three),
      'three ÷ two': median(cpu.three) / median(cpu.two),
    };
  } finally {
    await three.stop();
  }
}
