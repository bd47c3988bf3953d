import type { Rule, Violation } from '../violation.ts';

/** DEL-2: the rows of each conversation are numbered 1, 2, 3… and its counter names the last of them. */
export const sequence: Rule = (ledger) => {
  const violations: Violation[] = [];
  const named = new Set([...ledger.conversations.keys(), ...ledger.rowsByConversation.keys()]);
  for (const conversation of named) {
    const rows = ledger.rowsByConversation.get(conversation) ?? [];
    const wrong = rows.findIndex((row, index) => row.seq !== index + 1);
    if (wrong !== -1) {
      const detail = `${conversation}: place ${wrong + 1} of the log carries seq ${rows[wrong]?.seq}`;
      violations.push({ rule: 'gap', clause: 'DEL-2', detail });
    }
    const counter = ledger.conversations.get(conversation)?.lastSeq;
    const last = rows.at(-1)?.seq ?? 0;
    if (counter !== last) {
      const detail = `${conversation}: the counter says ${counter}, the last row is ${last}`;
      violations.push({ rule: 'gap', clause: 'DEL-2', detail });
    }
  }
  return violations;
};
