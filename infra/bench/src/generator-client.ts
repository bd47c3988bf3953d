import { forkModule } from './child.ts';
import type { GeneratorConfig, GeneratorOrder } from './generator.ts';
import type { Step, StepReport } from './load.ts';

/** The generator of one system, seen from the conductor. */
export interface Generator {
  pid: number;
  connect(): Promise<void>;
  step(step: Step): Promise<StepReport & { dropped: number }>;
  stop(): Promise<void>;
}

/** Starts a generator process for the given pairs. */
export async function startGenerator(config: GeneratorConfig): Promise<Generator> {
  const child = await forkModule(new URL('./generator.ts', import.meta.url), config);
  const ask = (order: GeneratorOrder): Promise<unknown> => child.ask(order);
  return {
    pid: child.pid,
    connect: async () => void (await ask({ order: 'connect' })),
    step: async (step) => (await ask({ order: 'step', step })) as StepReport & { dropped: number },
    stop: child.stop,
  };
}
