/** Address of the throw-away Postgres that `pnpm test` starts. @throws Error with what to do when it is missing. */
export function testDatabaseUrl(): string {
  const url = process.env['CAUSERIE_TEST_DATABASE_URL'];
  if (url === undefined || url === '')
    throw new Error('CAUSERIE_TEST_DATABASE_URL is not set: run the tests with "pnpm test"');
  return url;
}

/** Address of the throw-away Redis that `pnpm test` starts. @throws Error with what to do when it is missing. */
export function testRedisUrl(): string {
  const url = process.env['CAUSERIE_TEST_REDIS_URL'];
  if (url === undefined || url === '')
    throw new Error('CAUSERIE_TEST_REDIS_URL is not set: run the tests with "pnpm test"');
  return url;
}
