import { setTimeout as delay } from 'node:timers/promises';
import { forkModule } from '../child.ts';
import type { HolderConfig } from '../holder.ts';
import { residentBytes } from '../proc-stat.ts';
import type { RunningCauserie } from '../targets/causerie.ts';

/** Time for the gateway to throw away what the handshakes left behind. */
const SETTLE_MS = 2_000;

/** Idle connections on one gateway: bytes of resident memory each, and how long (re)connecting all of them takes. */
export async function measureIdle(running: RunningCauserie, count: number): Promise<Record<string, number>> {
  const gateway = running.stack.processes.get('realtime-gateway-1')!;
  const config: HolderConfig = {
    endpoints: running.pairs.map(({ clientToken }) => ({ url: running.gateways[0]!, auth: { token: clientToken } })),
    count,
    namespace: running.namespace,
  };
  const holder = await forkModule(new URL('../holder.ts', import.meta.url), config);
  try {
    const before = residentBytes(gateway.pid!);
    const connectMs = (await holder.ask('open')) as number;
    await delay(SETTLE_MS);
    const grown = residentBytes(gateway.pid!) - before;
    await holder.ask('drop');
    const reconnectMs = (await holder.ask('open')) as number;
    return {
      'idle connections held': count,
      'KiB of resident memory each': grown / 1024 / count,
      'seconds to connect all': connectMs / 1000,
      'seconds to reconnect all': reconnectMs / 1000,
    };
  } finally {
    await holder.stop();
  }
}
