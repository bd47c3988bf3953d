import fc from 'fast-check';

/** A JSON schema, as far as the generator looks into it. */
export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  $ref?: string;
}

/** Deeper parts of a schema are left out. */
const DEPTH_MAX = 4;
/** Longer than any limit of a text. */
const LONG_TEXT = 'x'.repeat(9_000);

/** What nobody should send, and somebody will. */
export const ODD_VALUES: readonly unknown[] = [
  null,
  '',
  ' ',
  '\u0000',
  '\ud800',
  LONG_TEXT,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  true,
  [],
  {},
  [[[[[[]]]]]],
  { __proto__: { admin: true }, constructor: 1, toString: null },
  "' or 1=1 --",
  '../../etc/passwd',
  '%00%ff',
  '🙂‍↔️',
  '2026-13-45T99:99:99Z',
];

/** Values that a schema describes, with `ids` of things that exist mixed in wherever an id may stand. */
export function valid(schema: Schema, ids: readonly string[], depth = 0): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined && choices.length > 0) {
    return fc.oneof(...choices.map((choice) => valid(choice, ids, depth)));
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      if (schema.format === 'uuid') return fc.constantFrom(...ids);
      if (schema.format === 'date-time') return fc.constant('2026-11-21T09:00:00.000Z');
      return fc.oneof(
        fc.string({ minLength: 1, maxLength: Math.min(schema.maxLength ?? 40, 40) }),
        fc.constantFrom(...ids),
      );
    case 'integer':
    case 'number':
      return fc.integer({ min: Math.max(schema.minimum ?? 0, 0), max: Math.min(schema.maximum ?? 100, 100) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      // Lists of ids mostly name things that are not there, which would end most requests at once.
      if (schema.items?.format === 'uuid')
        return fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray([...ids]));
      return depth >= DEPTH_MAX
        ? fc.constant([])
        : fc.array(valid(schema.items ?? {}, ids, depth + 1), { maxLength: 3 });
    case 'object': {
      const properties = depth >= DEPTH_MAX ? {} : (schema.properties ?? {});
      const parts = Object.entries(properties).map(([name, part]) => [name, valid(part, ids, depth + 1)] as const);
      return fc.record(Object.fromEntries(parts), {
        requiredKeys: schema.required?.filter((name) => name in properties) ?? [],
      });
    }
    default:
      return fc.constantFrom(...ODD_VALUES);
  }
}

/** Values that a schema describes, and as many in which one thing is wrong. */
export function nearlyValid(schema: Schema, ids: readonly string[]): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom(...ODD_VALUES);
  const spoiled = fc.tuple(valid(schema, ids), odd, fc.nat(), fc.boolean()).map(([value, wrong, at, drops]) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return wrong;
    const names = Object.keys(value);
    const name = names[at % Math.max(names.length, 1)] ?? 'content';
    const { [name]: _left, ...rest } = value as Record<string, unknown>;
    return drops ? rest : { ...rest, [name]: wrong };
  });
  return fc.oneof(
    { weight: 4, arbitrary: valid(schema, ids) },
    { weight: 5, arbitrary: spoiled },
    { weight: 1, arbitrary: odd },
  );
}
