import { RedisAdapter } from '@socket.io/redis-adapter';
import type { Redis } from 'ioredis';
import type { Namespace } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { logThrottled } from './throttle.ts';

/** `key` is the first part of every channel: two versions that do not understand each other need two keys. */
export interface AdapterOptions {
  key: string;
  logger: Logger;
  metrics: Metrics;
}

/** The two methods that the Redis adapter binds to its subscriber, private in its types. */
interface Listening {
  onmessage(pattern: unknown, channel: unknown, message: unknown): void;
  onrequest(channel: unknown, message: unknown): Promise<void>;
}

const Base = RedisAdapter as unknown as new (
  namespace: Namespace,
  pub: unknown,
  sub: unknown,
  options: { key: string; publishOnSpecificResponseChannel: boolean },
) => Adapter & Listening;

/**
 * The Redis adapter for Socket.IO with two guards: a message that cannot be read is counted and skipped instead of
 * ending every replica, and a message that cannot be published is counted instead of becoming an unhandled rejection.
 * Live events may be lost while Redis is away; what matters is in the log of the conversation.
 */
export function createGuardedAdapter(
  pub: Redis,
  sub: Redis,
  { key, logger, metrics }: AdapterOptions,
): (namespace: Namespace) => Adapter {
  const failures = metrics.counter('adapter_failures_total', 'Live events that the Redis adapter could not handle', [
    'stage',
  ]);
  const report = (stage: string): ((error: unknown) => void) => {
    const log = logThrottled(logger, 'The Socket.IO adapter dropped something', { stage });
    return (error) => {
      failures.inc({ stage });
      log(error);
    };
  };
  const onPublishFailed = report('publish');
  const onReceiveFailed = report('receive');
  const publisher = settling(pub, ['publish'], onPublishFailed);
  const subscriber = settling(sub, ['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe'], report('subscribe'));

  class GuardedAdapter extends Base {
    override onmessage(pattern: unknown, channel: unknown, message: unknown): void {
      try {
        super.onmessage(pattern, channel, message);
      } catch (error) {
        onReceiveFailed(error);
      }
    }

    override async onrequest(channel: unknown, message: unknown): Promise<void> {
      try {
        await super.onrequest(channel, message);
      } catch (error) {
        onReceiveFailed(error);
      }
    }
  }

  // Socket.IO calls this with `new`, which an arrow function would not survive.
  return function createAdapter(namespace: Namespace): Adapter {
    return new GuardedAdapter(namespace, publisher, subscriber, { key, publishOnSpecificResponseChannel: true });
  };
}

/** The same client, except that the promises of the named methods never reject: nobody awaits them. */
function settling(client: Redis, names: readonly string[], onFailed: (error: unknown) => void): Redis {
  return new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      if (!names.includes(String(property))) return value.bind(target) as unknown;
      return (...args: unknown[]) => (value.apply(target, args) as Promise<unknown>).catch(onFailed);
    },
  });
}
