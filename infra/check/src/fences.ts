/** What one room (a folder of packages/ or services/) may import in its src. */
export interface Fence {
  /** Names of workspace packages, without the scope. */
  rooms: readonly string[];
  /** Exact third-party packages it may import; absent = any. Node's own modules need `node`. */
  outside?: readonly string[];
  /** False for rooms that must also run in a browser, or that do no input and output at all. */
  node: boolean;
  /** True when the room has no clock and no randomness of its own: they are ports. */
  timeless?: boolean;
}

const DOOR_ROOMS = ['auth', 'bus', 'contracts', 'core', 'db', 'dialects', 'service-kit', 'storage'];

/** Which way imports run. A folder that is not in this table is itself a breach. */
export const FENCES: Readonly<Record<string, Fence>> = {
  'packages/contracts': { rooms: [], outside: ['zod'], node: false, timeless: true },
  'packages/core': { rooms: ['contracts'], outside: [], node: false, timeless: true },
  'packages/dialects': { rooms: ['contracts'], outside: ['zod'], node: false, timeless: true },
  'packages/auth': { rooms: ['contracts', 'core'], node: true },
  'packages/service-kit': { rooms: ['contracts'], node: true },
  'packages/db': { rooms: ['contracts', 'core'], node: true },
  'packages/bus': { rooms: ['contracts', 'core', 'service-kit'], node: true },
  'packages/storage': { rooms: ['contracts', 'core'], node: true },
  'packages/client': { rooms: ['contracts', 'dialects'], node: false },
  'packages/react': { rooms: ['client'], node: false },
  'services/conversation-api': { rooms: DOOR_ROOMS, node: true },
  'services/realtime-gateway': { rooms: DOOR_ROOMS, node: true },
  'services/signaling': { rooms: DOOR_ROOMS, node: true },
  'services/message-worker': { rooms: ['bus', 'contracts', 'core', 'db', 'service-kit', 'storage'], node: true },
  'services/web': { rooms: ['client', 'react'], node: false },
};

/** Infra rooms that other infra rooms may import: the launcher, the API gateway it launches, the relay that calls are tested with, and the packer of what others install. */
export const INFRA_SHARED = ['dev', 'api-gateway', 'turn', 'sdk'];

/** Only these rooms may speak a dialect, in tests too. */
export const DIALECT_SPEAKERS = ['dialects', 'client', 'conversation-api', 'realtime-gateway', 'signaling'];

/** The room whose guards every connection, queue and adapter must get. */
export const BUILDER_ROOM = 'packages/service-kit';

/** Constructors and factories that only {@link BUILDER_ROOM} may use, per driver. */
export const GUARDED: Readonly<Record<string, readonly string[]>> = {
  ioredis: ['Redis', 'Cluster', 'default', '*'],
  pg: ['Pool', 'Client', 'default', '*'],
  bullmq: ['Queue', 'Worker', 'QueueEvents', 'FlowProducer', '*'],
  '@socket.io/redis-adapter': ['createAdapter', 'RedisAdapter', '*'],
};

/** Files that may read `process.env`. */
export const ENV_FILE = /(?:^|\/)(?:env|test-env)\.ts$/;
