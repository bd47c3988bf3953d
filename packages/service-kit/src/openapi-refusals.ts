import { ERRORS, type ErrorCode } from '@causerie/contracts';
import { z } from 'zod';

/** The body of a refusal in some dialect, for the operations with its tag. */
export type Refusals = Readonly<Record<string, z.ZodType>>;

/** An operation of the document, as far as its refusals are concerned. */
interface Operation {
  tags?: string[];
  security?: unknown[];
  parameters?: Array<{ in: string }>;
  requestBody?: unknown;
  responses?: Record<string, unknown>;
}

interface Document {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

const CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];
const Code = z.enum(CODES).describe('Stable; what clients look at.');

/** What every refusal is unless its dialect says otherwise (ERR-2). */
const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: Code,
  detail: z.string(),
  retryable: z.boolean().describe('Whether the very same request may succeed later (ERR-4).'),
  requestId: z.string(),
});

/** Says of every operation of a document with which statuses, codes and bodies it may refuse. */
export function documentRefusals<T extends object>(document: T, refusals: Refusals): T {
  const { paths = {}, components = {} } = document as Document;
  components.schemas = { ...components.schemas, Problem: z.toJSONSchema(Problem) };
  for (const [name, schema] of Object.entries(refusals)) {
    components.schemas[refusalName(name)] = z.toJSONSchema(schema);
  }
  for (const methods of Object.values(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.find((name) => Object.hasOwn(refusals, name));
      for (const status of statusesOf(method, operation)) {
        operation.responses = { ...operation.responses, [status]: responseOf(status, tag) };
      }
    }
  }
  return Object.assign(document, { components });
}

function refusalName(tag: string): string {
  return `Refusal-${tag}`;
}

/** What an operation may refuse with: anything for reasons of its own, and the rest for what it takes. */
function statusesOf(method: string, { security, parameters = [], requestBody }: Operation): number[] {
  const takesInput = parameters.length > 0 || requestBody !== undefined;
  const changes = method !== 'get' && method !== 'head';
  const isOpen = security?.length === 0;
  return [
    ...(takesInput || changes ? [400, 409] : []),
    ...(isOpen ? [] : [401, 403]),
    // What is asked for without a name, such as one's own request, may be missing too.
    ...(takesInput || changes || !isOpen ? [404] : []),
    ...(changes ? [413, 422] : []),
    429,
    500,
    503,
  ];
}

function responseOf(status: number, tag: string | undefined): object {
  const codes = CODES.filter((code) => ERRORS[code].status === status).map((code) => `\`${code}\``);
  const [mediaType, schema] =
    tag === undefined ? ['application/problem+json', 'Problem'] : ['application/json', refusalName(tag)];
  return {
    description: codes.join(', '),
    content: { [mediaType]: { schema: { $ref: `#/components/schemas/${schema}` } } },
  };
}
