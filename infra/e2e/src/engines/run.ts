import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { userEnvironment, repositoryRoot } from '@causerie/dev';

/** What Firefox is asked: the same as Chromium, as far as its driver can. */
const IN_FIREFOX = ['browser', 'pages-browser', 'offline-browser', 'calls-browser'];
/** It shares a screen with whoever presses its own button, which no driver can. */
const NOT_IN_FIREFOX = 'microphone, camera and screen come and go';

/** One run of tests; resolves to whether all passed. */
function run(args: readonly string[], environment: Record<string, string>): Promise<boolean> {
  const program = join(repositoryRoot, 'infra/dev/src/test.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: repositoryRoot,
    stdio: 'inherit',
    env: { ...userEnvironment(), ...environment },
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

const files = IN_FIREFOX.map((name) => `infra/e2e/test/${name}.test.ts`);
const firefox = await run([...files, '-t', `^(?!.*${NOT_IN_FIREFOX})`], { CAUSERIE_BROWSER: 'firefox' });
const webkit = await run(['infra/e2e/engines'], { CAUSERIE_ENGINES: '1' });
console.log(`Firefox ${firefox ? 'passed' : 'failed'}, WebKit ${webkit ? 'passed' : 'failed'}`);
process.exitCode = firefox && webkit ? 0 : 1;
