import type { Rule, Violation } from '../violation.ts';

/** Health: a process ends only when the harness ended it, each injected kill excusing exactly one process once. */
export const exits: Rule = (ledger) => {
  const excused = new Set<string>();
  for (const { fatalTo } of ledger.injected) {
    if (fatalTo !== null) excused.add(`${fatalTo.process} ${fatalTo.pid}`);
  }
  const violations: Violation[] = [];
  for (const { process, pid, atMs, cause } of ledger.exited) {
    if (excused.delete(`${process} ${pid}`)) continue;
    const detail = `${process} (pid ${pid}) ended with ${cause ?? 'an unknown cause'} ${Math.round(atMs)} ms into the run`;
    violations.push({ rule: 'unexpected-exit', clause: 'health', detail });
  }
  return violations;
};
