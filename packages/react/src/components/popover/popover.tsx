import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Room between a popover and what it belongs to, and the edge of the screen. */
const GAP_PX = 6;
const EDGE_PX = 8;

export interface PopoverProps {
  /** Beside this, as it is when it opens. */
  anchor: Element | RefObject<Element | null>;
  label: string;
  /** Names its looks, and whether it is a menu. */
  kind: 'menu' | 'emoji' | 'note';
  /** The pointer that is held down while it opens, whose lifting must not count as a press elsewhere. */
  heldPointer?: number | null;
  onClose(): void;
  onKeyDown?(event: KeyboardEvent<HTMLDivElement>): void;
  /** Gets how to close, which gives the focus back. */
  children(close: () => void): ReactNode;
}

/**
 * Something small above everything else, beside what it belongs to; on a phone it stands at the lower edge. Open as long as it
 * is mounted. The browser closes it on Escape or a press elsewhere and gives the focus back. What is marked `data-focus-first`
 * has the focus first; `data-focus-touch` where a field would raise the keyboard of a touch screen.
 */
export function Popover({ anchor, label, kind, heldPointer = null, onClose, onKeyDown, children }: PopoverProps) {
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(onClose);
  // The finger that was there first is lifted from whatever the popover has put under it: that is no press.
  const isPressed = useRef(heldPointer === null);
  useEffect(() => {
    latest.current = onClose;
  }, [onClose]);
  useLayoutEffect(() => {
    const popover = element.current;
    if (popover === null) return;
    if (!popover.matches(':popover-open')) {
      popover.showPopover();
      if (heldPointer !== null) takePointer(popover, heldPointer);
    }
    const beside = 'current' in anchor ? anchor.current : anchor;
    const place = () => placeBeside(popover, beside);
    place();
    firstIn(popover).focus({ preventScroll: true });
    const toggled = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') latest.current();
    };
    popover.addEventListener('toggle', toggled);
    window.addEventListener('resize', place);
    window.addEventListener('scroll', place, { capture: true, passive: true });
    return () => {
      popover.removeEventListener('toggle', toggled);
      window.removeEventListener('resize', place);
      window.removeEventListener('scroll', place, { capture: true });
    };
  }, [anchor, heldPointer]);
  return (
    // What it is depends on its kind; each of them may hear keys.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={element}
      popover="auto"
      className="csr-float"
      data-kind={kind}
      role={kind === 'menu' ? 'menu' : 'dialog'}
      aria-label={label}
      tabIndex={-1}
      data-testid={`${kind}-popover`}
      onPointerDownCapture={() => (isPressed.current = true)}
      onClickCapture={(event) => {
        if (!isPressed.current) event.stopPropagation();
        isPressed.current = true;
      }}
      onKeyDown={(event) => {
        isPressed.current = true;
        onKeyDown?.(event);
      }}
    >
      <Inside render={children} close={() => element.current?.hidePopover()} />
    </div>
  );
}

/** What is inside gets how to close when it is drawn. */
function Inside({ render, close }: { render: PopoverProps['children']; close(): void }) {
  return render(close);
}

/** From here on the pointer is over the popover, as far as the browser is concerned. One that was lifted meanwhile is no matter. */
function takePointer(popover: HTMLElement, pointerId: number): void {
  try {
    popover.setPointerCapture(pointerId);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

function firstIn(popover: HTMLElement): HTMLElement {
  const find = (selector: string) => popover.querySelector<HTMLElement>(selector);
  const onTouch = window.matchMedia('(pointer: coarse)').matches ? find('[data-focus-touch]') : null;
  return onTouch ?? find('[data-focus-first]') ?? popover;
}

/** Below what it belongs to, or above where there is no room, and within the screen. */
function placeBeside(popover: HTMLElement, anchor: Element | null): void {
  if (anchor === null) return;
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const { innerWidth, innerHeight } = window;
  const below = at.bottom + GAP_PX;
  const top = below + height <= innerHeight - EDGE_PX ? below : at.top - GAP_PX - height;
  // From the half of the screen where it begins, it grows towards the other.
  const left = at.left + at.width / 2 < innerWidth / 2 ? at.left : at.right - width;
  popover.style.top = `${clamp(top, innerHeight - height)}px`;
  popover.style.left = `${clamp(left, innerWidth - width)}px`;
}

function clamp(position: number, most: number): number {
  return Math.max(EDGE_PX, Math.min(position, most - EDGE_PX));
}
