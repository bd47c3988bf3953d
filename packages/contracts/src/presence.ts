import { z } from 'zod';
import { Id, Instant } from './entities.ts';

/** People whose presence is asked for at once. */
const PRESENCE_IDS_MAX = 100;
const ID_LENGTH = 36;

/** Query of `GET /v1/presence`: ids separated by commas. */
export const PresenceQuery = z.object({
  ids: z
    .string()
    .max(PRESENCE_IDS_MAX * (ID_LENGTH + 1))
    .transform((list) => list.split(','))
    .pipe(z.array(Id).min(1).max(PRESENCE_IDS_MAX)),
});

/** Answer of `GET /v1/presence`: those of them that share a conversation with me (DEL-10), and nobody else. */
export const PresencePage = z.object({
  items: z.array(z.object({ personId: Id, online: z.boolean(), lastSeenAt: Instant.nullable() })),
});
export type PresencePage = z.infer<typeof PresencePage>;

/** Body and answer of `PUT /v1/me/availability`, and answer of its `GET`. */
export const Availability = z.object({ available: z.boolean() });
export type Availability = z.infer<typeof Availability>;

/** Answer of `GET /v1/stats/connections`: sockets over all replicas. */
export const ConnectionStats = z.object({
  connections: z.int().min(0),
  /** People who have a socket. */
  users: z.int().min(0),
  /** People who have more than one. */
  multipleConnections: z.int().min(0),
  /** How many each of these has, by subject; a subject that names one on each side has the side in front: `client:42`. */
  connectionDetails: z.record(z.string(), z.int().min(2)),
});
export type ConnectionStats = z.infer<typeof ConnectionStats>;
