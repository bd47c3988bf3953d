import { useCallback, useEffect, useState } from 'react';

/** A window of its own above all others, for what the page draws into it; Chromium has it. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

const SIZE = { width: 360, height: 260 };

/** A small window above all others with the call in it. */
export interface PictureInPicture {
  /** `document` holds the whole small call, `video` only the picture of whoever is large, null where the browser has neither. */
  kind: 'document' | 'video' | null;
  /** Where to draw, while the window is open. */
  body: HTMLElement | null;
  /** Opens it, or closes it; to be called from a touch or a key. */
  toggle(pictures: ParentNode): void;
}

/** Keeps the call in view while the person works with something else. */
export function usePictureInPicture(): PictureInPicture {
  const [shown, setShown] = useState<Window | null>(null);
  const toggle = useCallback(
    (pictures: ParentNode) => {
      // Refused without a touch; then nothing opens, and nothing is lost.
      if (shown !== null) shown.close();
      else if (kindOf() === 'document') void openWindow(setShown).catch(() => undefined);
      else void toggleVideo(pictures).catch(() => undefined);
    },
    [shown],
  );
  useEffect(() => () => shown?.close(), [shown]);
  return { kind: kindOf(), body: shown?.document.body ?? null, toggle };
}

function documentPictures(): DocumentPictureInPicture | undefined {
  return typeof window === 'undefined'
    ? undefined
    : (window as { documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture;
}

function kindOf(): PictureInPicture['kind'] {
  if (documentPictures() !== undefined) return 'document';
  return typeof document !== 'undefined' && document.pictureInPictureEnabled ? 'video' : null;
}

async function openWindow(onWindow: (shown: Window | null) => void): Promise<void> {
  const opened = await documentPictures()?.requestWindow(SIZE);
  if (opened === undefined) return;
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style')) {
    opened.document.head.append(sheet.cloneNode(true));
  }
  opened.document.documentElement.lang = document.documentElement.lang;
  opened.document.body.className = 'csr-pip-page';
  opened.addEventListener('pagehide', () => onWindow(null), { once: true });
  onWindow(opened);
}

async function toggleVideo(pictures: ParentNode): Promise<void> {
  if (document.pictureInPictureElement !== null) return document.exitPictureInPicture();
  const video = pictures.querySelector<HTMLVideoElement>('[data-main] video');
  await video?.requestPictureInPicture();
}
