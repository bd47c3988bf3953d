import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** A button and the panel that it opens, together in `root`. */
export interface Disclosure<Root extends HTMLElement> {
  open: boolean;
  root: RefObject<Root | null>;
  button: RefObject<HTMLButtonElement | null>;
  toggle(): void;
  close(): void;
}

/** Opens and closes a panel: Escape and a press elsewhere close it, and Escape gives the focus back to its button. */
export function useDisclosure<Root extends HTMLElement = HTMLDivElement>(): Disclosure<Root> {
  const [open, setOpen] = useState(false);
  const root = useRef<Root>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = ({ target }: Event) => {
      if (target instanceof Node && root.current?.contains(target) !== true) setOpen(false);
    };
    const escape = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);
  const toggle = useCallback(() => setOpen((was) => !was), []);
  const close = useCallback(() => setOpen(false), []);
  return { open, root, button, toggle, close };
}
