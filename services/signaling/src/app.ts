import { createHttpApp, type HttpApp, type Logger, type Metrics, type Readiness } from '@causerie/service-kit';

/** Everything the call door is made of; main builds it, tests build it too. */
export interface SignalingDeps {
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  corsOrigins: readonly string[];
  trustProxy: readonly string[];
}

/**
 * Builds the call door. It answers the operator routes only: the call state machine, its REST routes and its raw
 * WebSocket come with calls, and until then every call route answers `not_found` like any unknown one.
 */
export function buildApp(deps: SignalingDeps): Promise<HttpApp> {
  return createHttpApp({ ...deps, service: 'signaling' });
}
