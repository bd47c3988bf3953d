/** The servers that tests run against; `pnpm test` starts them and sets these variables. */
export interface TestEnv {
  databaseUrl: string;
  redisUrl: string;
}

/** Reads where the throw-away servers are; throws a sentence that says what to do when they are missing. */
export function testEnv(): TestEnv {
  return { databaseUrl: required('CAUSERIE_TEST_DATABASE_URL'), redisUrl: required('CAUSERIE_TEST_REDIS_URL') };
}

/** The Redis program and the environment it needs, for tests that stop, fill or reconfigure a server of their own. */
export function redisProgram(): { path: string; environment: NodeJS.ProcessEnv } {
  const libraryPath = process.env['CAUSERIE_TEST_REDIS_LD_LIBRARY_PATH'];
  return {
    path: required('CAUSERIE_TEST_REDIS_BIN'),
    environment: libraryPath === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath },
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: run the tests with "pnpm test", which starts Postgres and Redis for them`);
  }
  return value;
}
