import { get } from 'node:http';
import type { Replicas } from './replicas.ts';
import type { Upstreams } from './upstreams.ts';

const CHECK_TIMEOUT_MS = 2_000;
const WATCH_INTERVAL_MS = 1_000;

/** What a service says about itself: it works, it answers but cannot work, or it does not answer. */
export type ServiceState = 'ready' | 'not-ready' | 'down';

/** State of the whole product, as `/readyz` of the gateway shows it. */
export interface HealthReport {
  ready: boolean;
  services: Record<string, ServiceState>;
}

/** Asks every service whether it is ready. Never rejects. */
export async function askServices(upstreams: Upstreams): Promise<HealthReport> {
  const origins = {
    'conversation-api': upstreams.conversationApi,
    'message-worker': upstreams.messageWorker,
    signaling: upstreams.signaling,
    ...Object.fromEntries(upstreams.replicas.all.map(({ id, origin }) => [id, origin])),
  };
  const asked = Object.entries(origins).map(async ([name, origin]) => [name, await ask(origin)] as const);
  const services: Record<string, ServiceState> = Object.fromEntries(await Promise.all(asked));
  return { ready: Object.values(services).every((state) => state === 'ready'), services };
}

/** Keeps the replicas' health known, so that new sessions avoid dead and draining ones. Returns how to stop. */
export function watchReplicas(replicas: Replicas): () => void {
  const timer = setInterval(() => {
    for (const replica of replicas.all) {
      void ask(replica.origin).then((state) => replicas.report(replica, state === 'ready'));
    }
  }, WATCH_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function ask(origin: string): Promise<ServiceState> {
  return new Promise((resolve) => {
    const request = get(`${origin}/readyz`, { timeout: CHECK_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? 'ready' : 'not-ready');
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve('down'));
  });
}
