import { once } from 'node:events';
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
  const ended = once(child.process, 'exit').then((): never => {
    throw new Error('the load generator ended');
  });
  ended.catch(() => undefined);
  const ask = async (order: GeneratorOrder): Promise<unknown> => {
    const answered = once(child.process, 'message');
    child.process.send(order);
    const [answer] = (await Promise.race([answered, ended])) as [{ value?: unknown; error?: string }];
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  };
  return {
    pid: child.pid,
    connect: async () => void (await ask({ order: 'connect' })),
    step: async (step) => (await ask({ order: 'step', step })) as StepReport & { dropped: number },
    stop: child.stop,
  };
}
