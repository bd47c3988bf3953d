import { z } from 'zod';
import type { EventEntry, Manual } from './manual.ts';

type Json = Record<string, unknown>;

/** A key of the document: letters, digits, dots, hyphens and underscores only. */
function keyOf(...parts: string[]): string {
  return parts.join('.').replaceAll(/[^A-Za-z0-9_.-]/g, '_');
}

/**
 * The wire form of a schema: what a client sends, or what it gets. Recursive parts move to the document's components, because
 * references in a payload are read from the root of the document.
 */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', key: string, components: Json): unknown {
  const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  const moved = (part: unknown): unknown =>
    JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', `"#/components/schemas/${key}.`));
  for (const [name, part] of Object.entries($defs)) components[`${key}.${name}`] = moved(part);
  return moved(rest);
}

/** The AsyncAPI 3 document of everything that is said on sockets: a channel per dialect, an operation per event. */
export function asyncApi(
  dialects: ReadonlyArray<{ dialect: { name: string; namespace: string }; manual: Manual }>,
  info: { title: string; version: string; description: string },
): Json {
  const channels: Json = {};
  const operations: Json = {};
  const schemas: Json = {};
  for (const { dialect, manual } of dialects) {
    const messages: Json = {};
    const add = (event: string, entry: EventEntry, action: 'send' | 'receive'): void => {
      const key = keyOf(action === 'receive' ? 'client' : 'server', event);
      messages[key] = {
        name: event,
        title: event,
        summary: entry.summary,
        payload: jsonSchema(
          entry.payload,
          action === 'receive' ? 'input' : 'output',
          keyOf(dialect.name, key),
          schemas,
        ),
      };
      const channel = { $ref: `#/channels/${dialect.name}` };
      const reference = (name: string) => ({ $ref: `#/channels/${dialect.name}/messages/${name}` });
      const operation: Json = { action, summary: entry.summary, channel, messages: [reference(key)] };
      if (entry.acknowledgement !== undefined) {
        const answer = keyOf('acknowledgement', event);
        messages[answer] = {
          name: `acknowledgement of ${event}`,
          title: `acknowledgement of ${event}`,
          payload: jsonSchema(entry.acknowledgement, 'output', keyOf(dialect.name, answer), schemas),
        };
        operation['reply'] = { channel, messages: [reference(answer)] };
      }
      operations[keyOf(dialect.name, action, event)] = operation;
    };
    for (const [event, entry] of Object.entries(manual.hears)) add(event, entry, 'receive');
    for (const [event, entry] of Object.entries(manual.says)) add(event, entry, 'send');
    channels[dialect.name] = {
      address: dialect.namespace,
      title: manual.title,
      description: manual.description,
      messages,
    };
  }
  return {
    asyncapi: '3.0.0',
    info,
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { schemas },
  };
}
