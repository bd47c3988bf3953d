import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { CALLS_SOCKET, MANUALS, asyncApi } from '../src/index.ts';

/** The parser's number for what makes a document invalid; warnings are advice. */
const ERROR = 0;

describe('The AsyncAPI document', () => {
  const all = [...MANUALS, CALLS_SOCKET];
  const document = asyncApi(all, { title: 'Causerie', version: '1', description: 'Sockets.' });

  it('is valid', async () => {
    const diagnostics = await new Parser().validate(JSON.stringify(document));
    expect(diagnostics.filter(({ severity }) => (severity as number) === ERROR)).toEqual([]);
  });

  it('has an operation for every event of every dialect', () => {
    const events = all.flatMap(({ manual }) => [...Object.keys(manual.hears), ...Object.keys(manual.says)]);
    expect(Object.keys(document['operations'] as object)).toHaveLength(events.length);
  });
});
