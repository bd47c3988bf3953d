import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** One check: a name and the work. `run` resolves to the problems as text; the empty string means that all is well. */
export interface Step {
  name: string;
  run: () => Promise<string>;
}

/** What became of a step. */
export interface Outcome {
  name: string;
  problems: string;
  tookMs: number;
}

/** Runs a step; whatever it throws is a problem too. */
export async function runStep(step: Step): Promise<Outcome> {
  const startedMs = performance.now();
  const problems = await step.run().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  return { name: step.name, problems, tookMs: performance.now() - startedMs };
}

/** Runs steps with at most `width` at once, starting them in order; `onDone` hears of each as it ends. */
export async function runSteps(
  steps: readonly Step[],
  width: number,
  onDone: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const outcome = await runStep(step);
      outcomes.push(outcome);
      onDone(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
  return outcomes;
}

/**
 * A step that runs a tool of the workspace's root and reports what it printed when it fails.
 * @param root the checkout; the tool is looked up in its node_modules/.bin.
 */
export function toolStep(name: string, root: string, tool: string, args: readonly string[]): Step {
  return { name, run: () => runTool(root, tool, args) };
}

function runTool(root: string, tool: string, args: readonly string[]): Promise<string> {
  const isWindows = process.platform === 'win32';
  const file = join(root, 'node_modules', '.bin', isWindows ? `${tool}.cmd` : tool);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, shell: isWindows, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const output = Buffer.concat(chunks).toString('utf8').trim();
      resolve(code === 0 ? '' : output || `${tool} ended with code ${code}`);
    });
  });
}
