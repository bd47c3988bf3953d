import { connectionStats } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { identityOf, type Door } from '../door.ts';
import { tagged } from './conversations.ts';

/** Statistics of sockets, as operators of the rooms dialect know them. */
export function roomsStatsRoutes(app: HttpApp, door: Door): void {
  app.get('/stats', { schema: tagged('Sockets over all replicas (admin or service token)') }, async (request) =>
    connectionStats(door, await identityOf(door, request)),
  );
}
