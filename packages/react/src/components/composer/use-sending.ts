import type { Attachment, Upload } from '@causerie/client';
import { useEffect, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useObservable } from '../../hooks/use-observable.ts';

const NONE: readonly Upload[] = [];

interface Wanted {
  conversationId: string;
  text: string;
  /** Sends what is written, with these files. */
  send(attachments: readonly Attachment[]): void;
}

export interface Sending {
  uploads: readonly Upload[];
  hasSomething: boolean;
  /** The person has sent, and some files are still on their way. */
  isWaiting: boolean;
  /** A file was refused: nothing leaves until it is tried again or removed. */
  isStuck: boolean;
  /** Sends as soon as all files are there; once more while it waits, it does not. */
  submit(): void;
}

/** When a message leaves: at once, or with the last of its files. */
export function useSending({ conversationId, text, send }: Wanted): Sending {
  const { uploads: tray } = useCauserie();
  const uploads = useObservable(tray)[conversationId] ?? NONE;
  const [asked, setAsked] = useState(false);
  const isStuck = uploads.some(({ status }) => status === 'failed');
  const isBusy = uploads.some(({ status }) => status === 'waiting' || status === 'uploading');
  const hasSomething = text.trim() !== '' || uploads.length > 0;
  const isWaiting = asked && isBusy && !isStuck && hasSomething;
  const leave = () => send(tray.take(conversationId));
  const isDue = asked && !isBusy && !isStuck && hasSomething;
  useEffect(() => {
    if (!asked || isWaiting) return;
    setAsked(false);
    if (isDue) leave();
    // What is sent is what is written when the last file arrives, so the callbacks of that very render are right.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [asked, isWaiting, isDue]);
  return {
    uploads,
    hasSomething,
    isWaiting,
    isStuck,
    submit() {
      if (!hasSomething || isStuck) return;
      if (isBusy) setAsked(!asked);
      else leave();
    },
  };
}
