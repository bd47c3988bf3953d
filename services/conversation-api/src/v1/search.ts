import { SearchMessagesQuery, SearchPage } from '@causerie/contracts';
import { searchMessages } from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { actorOf, type Door } from '../door.ts';

/** Searching in what was written. */
export function searchRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/search/messages',
    {
      schema: {
        tags: ['search'],
        summary: 'Messages of my conversations that hold all the words, newest first',
        description: `Case, accents and endings of French and English words do not matter, and the last word may be unfinished.
A message is found within seconds after it was sent.`,
        querystring: SearchMessagesQuery,
        response: { 200: SearchPage },
      },
    },
    async (request) => searchMessages(door, await actorOf(door, request), request.query),
  );
}
