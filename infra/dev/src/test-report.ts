/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
}

/** How a test run went. */
export interface TestCount {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Counts a run honestly: a file that could not even be loaded counts as one failure, and so does a run that ended badly
 * although no test failed (an unhandled error, no report at all).
 */
export function countTests(report: VitestReport | undefined, exitCode: number): TestCount {
  const unloadable = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = (report?.numFailedTests ?? 0) + unloadable;
  return {
    passed: report?.numPassedTests ?? 0,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}

/** `12 passed, 0 failed`, with `, 3 skipped` only when some were. */
export function summaryLine(count: TestCount): string {
  return `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`;
}
