import { type KeyboardEvent, useCallback } from 'react';

/** What keys do in a call. */
export interface CallKeys {
  toggleMicrophone(): void;
  toggleCamera(): void;
  /** Closes what stands open; false when nothing does, and the key goes on to whoever else wants it. */
  close(): boolean;
}

/** Keys of a call, heard only while the focus is in its window, and never while somebody writes. */
export function useCallKeys({ toggleMicrophone, toggleCamera, close }: CallKeys): (event: KeyboardEvent) => void {
  return useCallback(
    (event) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const { target } = event;
      const isWriting =
        target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
      if (event.key === 'Escape') {
        if (close()) event.preventDefault();
        return;
      }
      if (isWriting || event.repeat) return;
      const key = event.key.toLowerCase();
      if (key === 'm') toggleMicrophone();
      else if (key === 'v') toggleCamera();
      else return;
      event.preventDefault();
    },
    [toggleMicrophone, toggleCamera, close],
  );
}
