/** Who answers behind the gateway. */
export type UpstreamName = 'conversation-api' | 'signaling' | 'realtime-gateway';

/** One rule of the table: a path prefix, at the border of a segment, and who answers it. */
export interface Route {
  prefix: string;
  upstream: UpstreamName;
  /** Connections to it may be upgraded to a websocket. */
  websocket?: true;
  /** Bodies of any size are passed on while they arrive. */
  upload?: true;
}

/**
 * The one route table. The longest prefix wins; whatever matches none is the web app. The Fastify gateway of the
 * two-command start and the nginx configuration of production are both made from it.
 */
export const routes: readonly Route[] = [
  { prefix: '/v1', upstream: 'conversation-api' },
  { prefix: '/v1/calls', upstream: 'signaling' },
  { prefix: '/v1/uploads', upstream: 'conversation-api', upload: true },
  { prefix: '/api/messaging', upstream: 'conversation-api' },
  { prefix: '/api/messaging/medecin-patient/webrtc', upstream: 'signaling' },
  { prefix: '/messaging', upstream: 'conversation-api' },
  { prefix: '/docs', upstream: 'conversation-api' },
  { prefix: '/docs/calls', upstream: 'signaling' },
  { prefix: '/asyncapi.json', upstream: 'conversation-api' },
  { prefix: '/ws/calls', upstream: 'signaling', websocket: true },
  { prefix: '/socket.io', upstream: 'realtime-gateway', websocket: true },
];

const longestFirst = routes.toSorted((one, other) => other.prefix.length - one.prefix.length);

/** The rule for a path (without its query), or undefined when the web app answers it. */
export function findRoute(path: string): Route | undefined {
  return longestFirst.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
}
