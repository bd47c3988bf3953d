import type { Cell } from './cells.ts';

/** How much was asked, in one line. */
export function countsOf(cells: readonly Cell[]): string {
  const count = (part: (cell: Cell) => string): number => new Set(cells.map(part)).size;
  const asked = `${count(({ operation }) => operation)} operations × ${count(({ principal }) => principal)} principals`;
  return `Matrix: ${asked} × ${count(({ object }) => object)} objects, ${cells.length} combinations checked`;
}
