import {
  type Actor,
  Availability,
  DirectoryLinkBody,
  DirectoryPage,
  DirectoryPerson,
  DirectoryPersonParams,
  DirectoryQuery,
  DirectoryUserBody,
  DirectoryUserParams,
  Me,
  Person,
  PresencePage,
  PresenceQuery,
} from '@causerie/contracts';
import {
  disablePerson,
  getAvailability,
  getPerson,
  linkPeople,
  listPeople,
  putPerson,
  readPresence,
  setAvailability,
  unlinkPeople,
} from '@causerie/core';
import { tellAudit, type HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import { actorOf, identityOf, personOf, type Door } from '../door.ts';

/** The directory of the v1 dialect: written by back ends (service token), read by people. */
export function directoryRoutes(app: HttpApp, door: Door): void {
  personalRoutes(app, door);
  availabilityRoutes(app, door);
  writingRoutes(app, door);
}

/** The person who reads, or null for operators and back ends: they are nobody's correspondent and see everybody. */
async function readerOf(door: Door, request: FastifyRequest): Promise<Actor | null> {
  const identity = await identityOf(door, request);
  return identity.role === 'admin' || identity.role === 'service' ? null : personOf(door, request, identity);
}

function personalRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/me',
    { schema: { tags: ['directory'], summary: 'Who my token says I am', response: { 200: Me } } },
    async (request) => {
      const { person, expiresAtMs } = await actorOf(door, request);
      return { person, expiresAt: new Date(expiresAtMs).toISOString() };
    },
  );

  app.get(
    '/directory/people',
    {
      schema: {
        tags: ['directory'],
        summary: 'People I may meet or share a conversation with; everybody for operators and back ends',
        querystring: DirectoryQuery,
        response: { 200: DirectoryPage },
      },
    },
    async (request) => {
      const reader = await readerOf(door, request);
      return listPeople(door, reader, { ...request.query, withContacts: true });
    },
  );

  app.get(
    '/directory/people/:id',
    {
      schema: {
        tags: ['directory'],
        summary: 'One of these people',
        params: DirectoryPersonParams,
        response: { 200: DirectoryPerson },
      },
    },
    async (request) => {
      const person = await getPerson(door, await readerOf(door, request), request.params.id);
      tellAudit(request, { whoseId: person.id });
      return person;
    },
  );

  app.get(
    '/presence',
    {
      schema: {
        tags: ['directory'],
        summary: 'Who is online, of people I share a conversation with',
        querystring: PresenceQuery,
        response: { 200: PresencePage },
      },
    },
    async (request) => readPresence(door, await actorOf(door, request), request.query.ids),
  );
}

function availabilityRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/me/availability',
    {
      schema: {
        tags: ['directory'],
        summary: 'Whether I take new people now (professionals)',
        response: { 200: Availability },
      },
    },
    async (request) => getAvailability(door, await actorOf(door, request)),
  );

  app.put(
    '/me/availability',
    {
      schema: {
        tags: ['directory'],
        summary: 'Say whether I take new people now (professionals)',
        body: Availability,
        response: { 200: Availability },
      },
    },
    async (request) => setAvailability(door, await actorOf(door, request), request.body),
  );
}

function writingRoutes(app: HttpApp, door: Door): void {
  app.put(
    '/directory/users/:side/:subject',
    {
      schema: {
        tags: ['directory'],
        summary: 'Write a person (service token)',
        params: DirectoryUserParams,
        body: DirectoryUserBody,
        response: { 200: Person },
      },
    },
    async (request) => putPerson(door, await identityOf(door, request), { ...request.params, ...request.body }),
  );

  app.delete(
    '/directory/users/:side/:subject',
    {
      schema: {
        tags: ['directory'],
        summary: 'Shut a person out; what they wrote stays (service token)',
        params: DirectoryUserParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await disablePerson(door, await identityOf(door, request), request.params);
      return reply.code(204).send(null);
    },
  );

  const linkSchema = (summary: string) => ({
    schema: { tags: ['directory'], summary, body: DirectoryLinkBody, response: { 204: z.null() } },
  });

  app.put('/directory/links', linkSchema('Say that two people may meet (service token)'), async (request, reply) => {
    await linkPeople(door, await identityOf(door, request), request.body);
    return reply.code(204).send(null);
  });

  app.delete('/directory/links', linkSchema('Withdraw a link (service token)'), async (request, reply) => {
    await unlinkPeople(door, await identityOf(door, request), request.body);
    return reply.code(204).send(null);
  });
}
