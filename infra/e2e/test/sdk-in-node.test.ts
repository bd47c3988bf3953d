import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@causerie/dev';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type World } from '../src/world.ts';

/** A program of somebody who has the built SDK and nothing else: it answers a message, and says what it saw. */
const PROGRAM = `
const { createCauserie } = require('./sdk.cjs');
const present = ['window', 'document', 'indexedDB', 'localStorage'].filter((name) => name in globalThis);
const client = createCauserie({ url: process.env.URL, getToken: () => process.env.TOKEN });
const until = (holds) =>
  new Promise((resolve) => {
    const look = () => holds(client.getSnapshot()) && (forget(), resolve());
    const forget = client.subscribe(look);
    look();
  });
const theOne = () => Object.values(client.getSnapshot().conversations)[0];
(async () => {
  client.start();
  await until(({ connection, list }) => connection.status === 'connected' && list.loaded);
  client.openConversation(theOne().id);
  await until(() => theOne().messages.length === 1);
  client.sendMessage(theOne().id, 'Écrit par un programme');
  await until(() => theOne().messages.length === 2 && theOne().pending.length === 0);
  client.drafts.set(theOne().id, 'Un brouillon');
  const { connection, outbox } = client.getSnapshot();
  const texts = theOne().messages.map(({ content }) => content);
  client.stop();
  console.log(JSON.stringify({ present, texts, outbox, leads: connection.leads, draft: client.drafts.get(theOne().id) }));
})();
`;

let world: World;
let folder: string;
beforeAll(async () => {
  [world, folder] = await Promise.all([openWorld(), mkdtemp(join(tmpdir(), 'causerie-node-'))]);
}, 120_000);
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

it('The built SDK runs in plain Node, which has no window, no storage and no locks, and ends when it is stopped', async () => {
  await build({
    entryPoints: [join(repositoryRoot, 'packages/client/src/index.ts')],
    outfile: join(folder, 'sdk.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  await writeFile(join(folder, 'program.cjs'), PROGRAM);
  const { doctor, patient } = await world.couple();
  await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), {
    withSubject: patient.subject,
    firstMessage: 'Bonjour',
  });
  // It ends by itself: nothing of a stopped messenger keeps a process alive.
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'program.cjs')], {
    env: { URL: world.stack.url, TOKEN: await world.tokenOf(patient) },
    timeout: 20_000,
  });
  expect(JSON.parse(stdout)).toEqual({
    present: [],
    texts: ['Bonjour', 'Écrit par un programme'],
    outbox: 'memory',
    leads: true,
    draft: 'Un brouillon',
  });
});
