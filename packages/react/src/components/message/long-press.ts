import { type MouseEvent, type PointerEvent, useEffect, useRef } from 'react';

/** How long a finger rests before it means more than a touch. */
const HOLD_MS = 450;
/** A finger that moves further scrolls, in pixels. */
const MOVE_MAX_PX = 10;

/** Handlers for something that a finger can be held on; mouse and pen have other ways. `onHold` hears which pointer is still down. */
export function useLongPress(onHold: (pointerId: number) => void) {
  const held = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> } | null>(null);
  const fired = useRef(false);
  const end = () => {
    if (held.current !== null) clearTimeout(held.current.timer);
    held.current = null;
  };
  useEffect(() => {
    return () => {
      if (held.current !== null) clearTimeout(held.current.timer);
    };
  }, []);
  return {
    onPointerDown(event: PointerEvent) {
      fired.current = false;
      // A link held has a menu of the browser's own, and what is open above the page has its own gestures.
      if (event.pointerType !== 'touch' || (event.target as Element).closest('a, dialog, [popover]') !== null) return;
      const { pointerId } = event;
      const timer = setTimeout(() => {
        fired.current = true;
        onHold(pointerId);
      }, HOLD_MS);
      held.current = { x: event.clientX, y: event.clientY, timer };
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      const { current } = held;
      if (current !== null && Math.hypot(clientX - current.x, clientY - current.y) > MOVE_MAX_PX) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    onContextMenu(event: MouseEvent) {
      if (held.current !== null || fired.current) event.preventDefault();
    },
    /** The finger that was held is lifted: that is no press on what lies under it. */
    onClickCapture(event: MouseEvent) {
      if (!fired.current) return;
      fired.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
