import { createValue } from '@causerie/client';
import { createPreview, type MediaPreview, type MediaState, nothingOpen } from '@causerie/client/calls';
import { useEffect, useState } from 'react';
import { useObservable } from './use-observable.ts';

/** A preview of microphone and camera, and the state of it. */
export interface CallPreview {
  /** Null before it was mounted. */
  preview: MediaPreview | null;
  media: MediaState;
  /** The person was asked, and has answered. */
  isOpen: boolean;
}

const CLOSED: CallPreview = { preview: null, media: nothingOpen, isOpen: false };

/** Opens microphone and, where it is wanted at first, the camera for as long as the component is shown; lets go of them with it. */
export function useCallPreview(wantsCamera: boolean): CallPreview {
  const [shown] = useState(() => createValue(CLOSED));
  useEffect(() => {
    const preview = createPreview();
    let [isClosed, isOpen] = [false, false];
    const tell = () => isClosed || shown.set({ preview, media: preview.getSnapshot(), isOpen });
    const stop = preview.subscribe(tell);
    tell();
    void preview.open({ microphone: true, camera: wantsCamera }).then(() => {
      isOpen = true;
      tell();
    });
    return () => {
      isClosed = true;
      stop();
      preview.close();
    };
  }, [shown, wantsCamera]);
  return useObservable(shown);
}
