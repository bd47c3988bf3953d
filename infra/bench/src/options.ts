import { parseArgs } from 'node:util';

/** Names of everything that can be measured, in the order it is run. */
export const TARGET_NAMES = ['plain', 'direct', 'redis-raw', 'causerie'] as const;
/** Measurements beside the load rounds; they need the Causerie stack. */
export const PROBE_NAMES = ['ramp', 'stages', 'idle', 'listing', 'pages', 'growth', 'third-gateway'] as const;
export type ProbeName = (typeof PROBE_NAMES)[number];

/** What one run does. Times in milliseconds. */
export interface BenchOptions {
  targets: string[];
  probes: ProbeName[];
  /** True when something was asked for by name: it is then measured in full, whatever time it takes. */
  named: boolean;
  rates: number[];
  pairs: number;
  rounds: number;
  warmupMs: number;
  measureMs: number;
  /** Measuring time of one step of the ramp. */
  rampMs: number;
  /** How often the ramp halves the distance between what held and what did not. */
  rampBisections: number;
  quick: boolean;
}

const RATE_MAX = 100_000;
const PAIRS_MAX = 5_000;
const SECONDS_MAX = 60;

export const USAGE = `pnpm bench [--quick] [--only names] [--rates list] [--seconds n] [--pairs n] [--rounds n]
  --only     comma list of ${[...TARGET_NAMES, ...PROBE_NAMES].join(', ')} (default: all; a list without a probe runs the loads only)
  --rates    messages per second of the fixed loads (default 200,1000,3000)
  --seconds  measured seconds of each load step (default 3)
  --pairs    pairs of people, each on two connections (default 500)
  --rounds   times every system is measured, in turn (default 2)
  --quick    a look in under a minute: fewer pairs, one short round`;

/** Reads the command line; throws an Error whose message is fit for the user. */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: argv.filter((argument) => argument !== '--'),
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rates: { type: 'string' },
      seconds: { type: 'string' },
      pairs: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const { quick } = values;
  const only = values.only?.split(',').filter((name) => name !== '') ?? null;
  const all: readonly string[] = [...TARGET_NAMES, ...PROBE_NAMES];
  const unknown = only?.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`--only does not know ${unknown}\n${USAGE}`);
  const rates = (values.rates ?? (quick ? '200,1000' : '200,1000,3000')).split(',');
  const seconds = number('--seconds', values.seconds ?? (quick ? '1.5' : '3'), SECONDS_MAX);
  const targetsAsked = TARGET_NAMES.filter((name) => only?.includes(name));
  // Every probe but one looks at Causerie.
  const everyTarget = only ? ['causerie'] : TARGET_NAMES.filter((name) => !quick || name !== 'redis-raw');
  return {
    targets: targetsAsked.length > 0 ? targetsAsked : everyTarget,
    probes: PROBE_NAMES.filter((name) => (only ? only.includes(name) : !quick || name === 'ramp')),
    rates: only && targetsAsked.length === 0 ? [] : rates.map((rate) => number('--rates', rate, RATE_MAX)),
    pairs: Math.ceil(number('--pairs', values.pairs ?? (quick ? '200' : '500'), PAIRS_MAX)),
    rounds: Math.ceil(number('--rounds', values.rounds ?? (quick ? '1' : '2'), 20)),
    warmupMs: quick ? 500 : 1_000,
    measureMs: seconds * 1000,
    rampMs: quick ? 1_200 : Math.min(2_000, seconds * 1000),
    rampBisections: quick ? 1 : 2,
    quick,
    named: only !== null,
  };
}

function number(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (!(value > 0 && value <= max))
    throw new Error(`${flag} takes numbers above 0 and up to ${max}, not ${text}\n${USAGE}`);
  return value;
}
