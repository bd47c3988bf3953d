import { type RefObject, useEffect, useId, useRef, useState } from 'react';

/** Space between a button and what it opens, pixels. */
const GAP_PX = 8;

interface Popover<Panel extends HTMLElement> {
  isOpen: boolean;
  close(): void;
  button: RefObject<HTMLButtonElement | null>;
  panel: RefObject<Panel | null>;
  panelId: string;
}

/**
 * A button and the native popover that it opens beside itself: above everything, closed by Escape and by a click elsewhere. Give
 * the panel `popover="auto"`, `id={panelId}` and `ref={panel}`, and fill it while it is open.
 */
export function usePopover<Panel extends HTMLElement = HTMLDivElement>(): Popover<Panel> {
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<Panel>(null);
  const panelId = useId();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const [opener, opened] = [button.current, panel.current];
    if (opener === null || opened === null) return;
    // Older versions of React do not know the property: only as an attribute it works with all of them.
    opener.setAttribute('popovertarget', panelId);
    const toggled = (event: Event) => {
      const isOpening = (event as ToggleEvent).newState === 'open';
      if (isOpening) place(opener, opened);
      setOpen(isOpening);
    };
    opened.addEventListener('beforetoggle', toggled);
    return () => opened.removeEventListener('beforetoggle', toggled);
  }, [panelId]);
  return { isOpen, close: () => panel.current?.hidePopover(), button, panel, panelId };
}

/** Beside the button, towards the middle of the screen. */
function place(button: HTMLElement, panel: HTMLElement): void {
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const isLow = top > innerHeight / 2;
  const isRight = (left + right) / 2 > innerWidth / 2;
  const far = 'auto';
  Object.assign(panel.style, {
    top: isLow ? far : `${bottom + GAP_PX}px`,
    bottom: isLow ? `${innerHeight - top + GAP_PX}px` : far,
    left: isRight ? far : `${Math.max(GAP_PX, left)}px`,
    right: isRight ? `${Math.max(GAP_PX, innerWidth - right)}px` : far,
    maxHeight: `${(isLow ? top : innerHeight - bottom) - 2 * GAP_PX}px`,
  });
}
