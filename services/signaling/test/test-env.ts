/** The servers that tests run against; `pnpm test` starts them and sets these variables. */
export function testEnv(): { databaseUrl: string; redisUrl: string } {
  return { databaseUrl: required('CAUSERIE_TEST_DATABASE_URL'), redisUrl: required('CAUSERIE_TEST_REDIS_URL') };
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: run the tests with "pnpm test"`);
  return value;
}

/** What a process of ours inherits beside its settings. */
export function inheritedEnv(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
}
