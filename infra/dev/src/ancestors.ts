import { readFileSync } from 'node:fs';
import { runProgram } from './programs.ts';

const PS_TIMEOUT_MS = 2_000;
/** Nobody starts us through more processes than this. */
const MOST_ANCESTORS = 12;

/** Package managers and loaders between the person and this process. */
const STARTERS = /\b(npm|npx|pnpm|tsx)\b/;

/**
 * The processes through which a package manager started this one, nearest first, ending with the outermost package manager.
 * Empty when this process was started by hand.
 */
export async function starters(): Promise<number[]> {
  const chain: number[] = [];
  let outermost = 0;
  for (let pid = process.ppid; pid > 1 && chain.length < MOST_ANCESTORS;) {
    chain.push(pid);
    if (STARTERS.test(await commandOf(pid))) outermost = chain.length;
    pid = (await parentOf(pid)) ?? 0;
  }
  return chain.slice(0, outermost);
}

/** True while every link of the chain still hangs on the next: a link that is cut is one that was killed. */
export async function isChainWhole(chain: readonly number[]): Promise<boolean> {
  if (chain.length > 0 && process.ppid !== chain[0]) return false;
  for (const [index, pid] of chain.entries()) {
    const parent = chain[index + 1];
    if (parent !== undefined && (await parentOf(pid)) !== parent) return false;
  }
  return true;
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readProc(pid, 'cmdline').replaceAll('\0', ' ');
  return ps(pid, 'args=');
}

async function parentOf(pid: number): Promise<number | undefined> {
  // The name in parentheses may hold anything, so fields are counted from behind it.
  const text = process.platform === 'linux' ? readProc(pid, 'stat').split(')').at(-1)?.trim().split(' ')[1] : undefined;
  const parent = Number(text ?? (process.platform === 'linux' ? '' : await ps(pid, 'ppid=')));
  return parent > 0 ? parent : undefined;
}

function readProc(pid: number, file: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

async function ps(pid: number, column: string): Promise<string> {
  const answer = await runProgram('ps', ['-o', column, '-p', String(pid)], { timeoutMs: PS_TIMEOUT_MS });
  return answer.stdout.trim();
}
