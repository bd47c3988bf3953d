import { Agent, get } from 'node:http';
import { Client } from 'pg';
import { announceReady, answerOrders, childConfig } from './child.ts';

/** Settings of the reader: a door to ask over HTTP, or a database to ask directly. */
export interface ListingConfig {
  connections: number;
  api?: { urls: string[]; tokens: string[] };
  database?: { url: string; query: string; parameters: string[] };
}

/**
 * In a closed loop on every connection for so many milliseconds, or until so many answers came; answered with the
 * number of answers.
 */
export interface ListingOrder {
  durationMs: number;
  answersMax?: number;
}

const config = await childConfig<ListingConfig>();
const agent = new Agent({ keepAlive: true, maxSockets: config.connections });
const clients = await Promise.all(
  Array.from({ length: config.database ? config.connections : 0 }, async () => {
    const client = new Client({ connectionString: config.database!.url });
    await client.connect();
    return client;
  }),
);

function askDoor(place: number): Promise<void> {
  const { urls, tokens } = config.api!;
  const headers = { authorization: `Bearer ${tokens[place % tokens.length]}` };
  return new Promise((resolve, reject) => {
    get(urls[place % urls.length]!, { agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`the door answered ${response.statusCode}`));
      });
    }).once('error', reject);
  });
}

async function askDatabase(place: number): Promise<void> {
  const { query, parameters } = config.database!;
  const client = clients[place % clients.length]!;
  await client.query({ name: 'page', text: query, values: [parameters[place % parameters.length]], rowMode: 'array' });
}

async function readFor({ durationMs, answersMax = Infinity }: ListingOrder): Promise<number> {
  const endAt = performance.now() + durationMs;
  let answers = 0;
  const loop = async (connection: number): Promise<void> => {
    for (let turn = 0; performance.now() < endAt && answers < answersMax; turn++) {
      // A connection keeps its own client; the pages it asks for vary.
      await (config.api ? askDoor(connection + turn * config.connections) : askDatabase(connection));
      answers++;
    }
  };
  await Promise.all(Array.from({ length: config.connections }, (_, connection) => loop(connection)));
  return answers;
}

answerOrders(readFor);
announceReady({});
