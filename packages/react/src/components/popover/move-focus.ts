import type { KeyboardEvent } from 'react';

/** Two elements whose tops differ by less than this stand in the same line, in pixels. */
const SAME_LINE_PX = 6;

/**
 * Moves the focus among the elements of a container that are marked `data-stop`, as arrow keys, Home and End say: by what is on
 * the screen, so that the same serves a menu, a row and a grid. Returns whether it did.
 */
export function moveFocus(event: KeyboardEvent, container: HTMLElement): boolean {
  const stops = [...container.querySelectorAll<HTMLElement>('[data-stop]:not(:disabled)')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return false;
  const next = nextStop(event.key, stops, at, getComputedStyle(container).direction === 'rtl');
  if (next === undefined) return false;
  event.preventDefault();
  next.focus();
  return true;
}

function nextStop(key: string, stops: HTMLElement[], at: number, isRtl: boolean): HTMLElement | undefined {
  switch (key) {
    case 'ArrowRight':
      return stops[at + (isRtl ? -1 : 1)];
    case 'ArrowLeft':
      return stops[at + (isRtl ? 1 : -1)];
    case 'ArrowDown':
      return nearestInLine(stops.slice(at + 1), stops[at]);
    case 'ArrowUp':
      return nearestInLine(stops.slice(0, at).toReversed(), stops[at]);
    case 'Home':
      return stops[0];
    case 'End':
      return stops.at(-1);
    default:
      return undefined;
  }
}

/** Of the line that comes next, the element that stands nearest to where the focus is. */
function nearestInLine(candidates: HTMLElement[], from: HTMLElement | undefined): HTMLElement | undefined {
  if (from === undefined) return undefined;
  const here = from.getBoundingClientRect();
  const top = (element: HTMLElement) => element.getBoundingClientRect().top;
  const first = candidates.find((element) => Math.abs(top(element) - here.top) > SAME_LINE_PX);
  if (first === undefined) return undefined;
  const middle = (rect: DOMRect) => rect.left + rect.width / 2;
  const distance = (element: HTMLElement) => Math.abs(middle(element.getBoundingClientRect()) - middle(here));
  const line = candidates.filter((element) => Math.abs(top(element) - top(first)) <= SAME_LINE_PX);
  return line.toSorted((a, b) => distance(a) - distance(b))[0];
}
