import {
  CallHistoryPage,
  CallHistoryQuery,
  CallParams,
  CallQualityReport,
  CallStats,
  CallWindowAnswer,
  CallWindowQuery,
  StatsQuery,
} from '@causerie/contracts';
import { callFigures, callWindow, keepCallQuality, listCallHistory, requireRole } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { callerOf, identityOf, personOf, starting, type CallDoor } from '../door.ts';
import { described } from './calls.ts';

/** What calls were, how they went, and when one may be. */
export function callHistoryRoutes(app: HttpApp, door: CallDoor): void {
  app.get(
    '/calls/history',
    {
      schema: {
        ...described('My calls, newest first'),
        querystring: CallHistoryQuery,
        response: { 200: CallHistoryPage },
      },
    },
    async (request) => listCallHistory(door, await personOf(door, request), request.query),
  );

  app.get(
    '/calls/window',
    {
      schema: {
        ...described('When I may open the call of a conversation'),
        querystring: CallWindowQuery,
        response: { 200: CallWindowAnswer },
      },
    },
    async (request) => callWindow(starting(door), await personOf(door, request), request.query.conversationId),
  );

  app.put(
    '/calls/:callId/quality',
    {
      schema: {
        ...described('Tell how a call went on my device; the newest report wins'),
        params: CallParams,
        body: CallQualityReport,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(door, request);
      await keepCallQuality(door, caller, { callId: request.params.callId, quality: request.body });
      return reply.code(204).send(null);
    },
  );
  figureRoutes(app, door);
}

function figureRoutes(app: HttpApp, door: CallDoor): void {
  app.get(
    '/calls/stats',
    {
      schema: {
        ...described('Figures of my calls; the last 30 days unless a range is named'),
        querystring: StatsQuery,
        response: { 200: CallStats },
      },
    },
    async (request) => callFigures(door, (await personOf(door, request)).id, request.query),
  );

  app.get(
    '/calls/stats/all',
    {
      schema: {
        ...described('Figures of all calls, for operators (admin token)'),
        querystring: StatsQuery,
        response: { 200: CallStats },
      },
    },
    async (request) => {
      // An operator is no person: what they see is the whole deployment.
      requireRole((await identityOf(door, request)).role, 'admin');
      return callFigures(door, null, request.query);
    },
  );
}
