import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { HttpApp } from './http.ts';
import { documentRefusals, type Refusals } from './openapi-refusals.ts';

/** The head of the OpenAPI document; its routes come from the zod schemas that the routes declare. */
export interface OpenApiOptions {
  title: string;
  version: string;
  description: string;
  /** Where the pages are; `/docs` unless a door's are beside another one's. */
  path?: string;
  /** Bodies of refusals that are no problem+json, by the tag of their operations. */
  refusals?: Refusals;
}

/** Serves the API's description: pages at `/docs` or the given path, the document at `json` below it. Comes before the routes it describes. */
export async function addOpenApi(
  app: HttpApp,
  { title, version, description, path = '/docs', refusals = {} }: OpenApiOptions,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version, description },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (made) =>
      'openapiObject' in made ? documentRefusals(made.openapiObject, refusals) : made.swaggerObject,
  });
  await app.register(swaggerUi, {
    routePrefix: path,
    staticCSP: PAGE_CONTENT_SECURITY_POLICY,
    // Without the bar that names the tool and invites to explore other addresses.
    uiConfig: { layout: 'BaseLayout' },
  });
}

/** The pages bring their own files and styles, and call this very API; everything else stays shut. */
const PAGE_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');
