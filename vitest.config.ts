import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

const TEST_TIMEOUT_MS = 30_000;
const HOOK_TIMEOUT_MS = 60_000;

/** Tests that drive real browsers run after all others: beside them they would wait for the processor instead of for what they look at. */
const BROWSER_TESTS = { folder: 'infra/e2e', include: ['test/*browser.test.ts'] };
/** Those with sound and pictures run alone, one after the other: encoding takes what there is. */
const MEDIA_TESTS = ['test/call*browser.test.ts', 'test/quick-start-browser.test.ts'];

/** Every package, service and piece of infrastructure is a project; one with its own vitest.config.ts keeps it. */
const projects: TestProjectConfiguration[] = ['packages', 'services', 'infra'].flatMap((group) =>
  readdirSync(`${root}${group}`)
    .map((name) => `${group}/${name}`)
    .filter((folder) => existsSync(`${root}${folder}/package.json`))
    .map((folder) =>
      existsSync(`${root}${folder}/vitest.config.ts`)
        ? `./${folder}`
        : {
            extends: true as const,
            test: {
              name: folder,
              root: `${root}${folder}`,
              include: ['test/**/*.test.{ts,tsx}'],
              exclude: folder === BROWSER_TESTS.folder ? BROWSER_TESTS.include : [],
            },
          },
    ),
);
for (const [name, maxWorkers, groupOrder, files] of [
  ['media', 1, 1, { include: MEDIA_TESTS, exclude: [] }],
  ['browsers', 2, 2, { include: BROWSER_TESTS.include, exclude: MEDIA_TESTS }],
] as const) {
  projects.push({
    extends: true,
    test: {
      name: `${BROWSER_TESTS.folder} ${name}`,
      root: `${root}${BROWSER_TESTS.folder}`,
      include: [...files.include],
      exclude: [...files.exclude],
      maxWorkers,
      sequence: { groupOrder },
    },
  });
}

// Other engines than Chromium are asked for: see `pnpm engines`.
if (process.env['CAUSERIE_ENGINES'] !== undefined) {
  projects.push({
    extends: true,
    test: { name: 'infra/e2e engines', root: `${root}${BROWSER_TESTS.folder}`, include: ['engines/*.test.ts'] },
  });
}

export default defineConfig({
  test: {
    projects,
    // Processes, not threads: tests send signals, change the environment and open many sockets.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: TEST_TIMEOUT_MS,
    hookTimeout: HOOK_TIMEOUT_MS,
    passWithNoTests: false,
  },
});
