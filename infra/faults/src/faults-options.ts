import { parseArgs } from 'node:util';

/** What the command was asked to do. */
export interface FaultsOptions {
  seed: number;
  kills: number;
  messages: number;
  /** Number of people; some have more than one client. */
  clients: number;
  /** Time over which the faults are spread. */
  seconds: number;
}

const SEED_BELOW = 2 ** 31;

/** How the command is used. */
export const USAGE =
  'pnpm faults [--seed 1] [--kills 30] [--messages 10000] [--clients 24] [--seconds 150]: breaks the running stack and checks what it promised';

/** Reads the command line; throws with the usage when it is not understood. A seed is made up when none is given. */
export function readOptions(args: readonly string[]): FaultsOptions {
  const text = { type: 'string' } as const;
  const options = { seed: text, kills: text, messages: text, clients: text, seconds: text };
  const values = parse(args, options);
  return {
    seed: whole(values['seed'] ?? String(Math.floor(Math.random() * SEED_BELOW)), 0),
    kills: whole(values['kills'] ?? '30', 0),
    messages: whole(values['messages'] ?? '10000', 1),
    clients: whole(values['clients'] ?? '24', 3),
    seconds: whole(values['seconds'] ?? '150', 1),
  };
}

function parse(
  args: readonly string[],
  options: Record<string, { type: 'string' }>,
): Record<string, string | undefined> {
  try {
    // The package manager passes a separating `--` on to the script.
    return parseArgs({ args: args.filter((arg) => arg !== '--'), options }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
}

function whole(text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`${text} is not a whole number from ${least} on\n${USAGE}`);
  return value;
}
