import { AuditPage, AuditQuery } from '@causerie/contracts';
import { listAudit } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { identityOf, type Door } from '../door.ts';

/** What operators may read of who did what. */
export function auditRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/admin/audit',
    {
      schema: {
        tags: ['admin'],
        summary: 'Who did what to whose data, newest first (admin token)',
        querystring: AuditQuery,
        response: { 200: AuditPage },
      },
    },
    async (request) => listAudit(door, await identityOf(door, request), request.query),
  );
}
