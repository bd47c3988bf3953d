import { logThrottled, type Logger, type Metrics } from '@causerie/service-kit';
import type { Announcer, Calls, ForwardedCalls } from '@causerie/core';
import type { Redis } from 'ioredis';
import { createClaims } from './claims.ts';
import { hostForwarding, type ForwardingHost } from './forwarding.ts';
import { createForwardingProcess } from './forwarding-process.ts';

/** What forwarding media needs of the service. */
export interface ForwardingOptions {
  calls: Pick<Calls, 'find'>;
  forwarded: ForwardedCalls;
  /** Rejects when nobody could be told. */
  signals: Announcer;
  commands: Redis;
  prefix: string;
  /** Unique among the lives of all replicas. */
  ownerId: string;
  /** The program of this service. */
  entry: string;
  logger: Logger;
  metrics: Metrics;
}

/** Makes this replica ready to forward media; the process that does it is started by the first call that needs it. */
export function startForwarding(options: ForwardingOptions): ForwardingHost {
  const { calls, forwarded, signals, commands, prefix, ownerId, entry, logger, metrics } = options;
  const crashes = metrics.counter('forwarding_crashes_total', 'Ends of the process that forwards media, by itself');
  const forwardedCalls = metrics.gauge('forwarded_calls', 'Calls whose media this replica forwards');
  const media = createForwardingProcess({
    entry,
    // The service’s own, so that it runs from sources as well.
    execArgv: process.execArgv,
    tell: (...said) => host.tell(...said),
    onCrash(code, signal) {
      crashes.inc();
      logger.error(
        { code: String(code ?? signal) },
        'The process that forwards media ended; everybody is connected anew',
      );
    },
  });
  const host = hostForwarding(media, {
    calls,
    forwarded,
    claims: createClaims({ redis: commands, prefix, ownerId }),
    signals,
    onSeated: () => forwardedCalls.set(media.calls.length),
    onError: logThrottled(logger, 'Forwarding of media failed'),
  });
  return {
    ...host,
    async close() {
      await host.close();
      await media.close();
    },
  };
}
