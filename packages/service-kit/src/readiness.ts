import { describeError, type ErrorDescription } from './describe-error.ts';
import { withDeadline } from './deadline.ts';

/** A dependency that does not answer a readiness check within this time counts as down. */
const CHECK_TIMEOUT_MS = 1_500;

/** Facts a check may show to operators, such as the kind and version of a server. Never secrets or names of people. */
export type ReadinessFacts = Record<string, string | number | boolean>;

/** What `/readyz` answers. */
export interface ReadinessReport {
  ready: boolean;
  draining: boolean;
  checks: Record<string, { ok: boolean; error?: ErrorDescription } & { facts?: ReadinessFacts }>;
}

/** Says whether this process should get traffic. */
export interface Readiness {
  /** Registers a check; it throws or rejects when the dependency cannot be used. */
  add(name: string, check: () => Promise<ReadinessFacts | void>): void;
  /** Runs every check at once, each bounded in time; never rejects. */
  report(): Promise<ReadinessReport>;
  /** From now on the process is not ready, so that the gateway stops sending it new work. */
  drain(): void;
}

/** Creates the readiness of one process; without checks it is ready. */
export function createReadiness(): Readiness {
  const checks = new Map<string, () => Promise<ReadinessFacts | void>>();
  let draining = false;

  async function run(check: () => Promise<ReadinessFacts | void>): Promise<ReadinessReport['checks'][string]> {
    try {
      const facts = await withDeadline((async () => check())(), CHECK_TIMEOUT_MS);
      return facts === undefined ? { ok: true } : { ok: true, facts };
    } catch (error) {
      return { ok: false, error: describeError(error) };
    }
  }

  return {
    add(name, check) {
      checks.set(name, check);
    },
    async report() {
      const entries = await Promise.all([...checks].map(async ([name, check]) => [name, await run(check)] as const));
      const ready = !draining && entries.every(([, result]) => result.ok);
      return { ready, draining, checks: Object.fromEntries(entries) };
    },
    drain() {
      draining = true;
    },
  };
}
