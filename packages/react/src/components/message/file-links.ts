import type { Attachment, Causerie } from '@causerie/client';
import { type RefObject, useEffect, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { perClient } from './per-client.ts';

/**
 * A link works for five minutes; so long after it was asked for, it is not used any more. Counted here, because the clocks of
 * devices are wrong.
 */
const USABLE_MS = 4 * 60_000;
/** Nearer than this to what is seen, a picture is asked for. */
const REACH = '600px';

type Size = 'original' | 'thumbnail';

interface Known {
  url: Promise<string>;
  /** When it was asked for, milliseconds since the epoch. */
  askedMs: number;
}

interface FileLinks {
  /** An address that shows a file for a while. Rejects with CauserieError. */
  get(attachment: Attachment, size: Size): Promise<string>;
  /** Forgets an address that did not work. */
  drop(attachment: Attachment, size: Size): void;
}

/** Addresses of files, each asked for once while it is usable. */
export const fileLinksOf = perClient((client: Causerie): FileLinks => {
  const known = new Map<string, Known>();
  const keyOf = ({ id }: Attachment, size: Size) => `${id} ${size}`;
  return {
    get(attachment, size) {
      if (attachment.url !== null) return foreign(attachment.url);
      const key = keyOf(attachment, size);
      const held = known.get(key);
      if (held !== undefined && Date.now() - held.askedMs < USABLE_MS) return held.url;
      const url = client.queries.fileLink(attachment.id, size).then((link) => link.url);
      known.set(key, { url, askedMs: Date.now() });
      url.catch(() => known.delete(key));
      return url;
    },
    drop: (attachment, size) => void known.delete(keyOf(attachment, size)),
  };
});

/** What somebody else keeps is opened on the web only, whatever else an address can do. */
async function foreign(url: string): Promise<string> {
  if (!/^https?:/i.test(url)) throw new TypeError('not an address of the web');
  return url;
}

/** The address of a picture once it is `wanted`; `failed` when there is none. */
export function useFileLink(attachment: Attachment, size: Size, wanted: boolean) {
  const client = useCauserie();
  const [shown, setShown] = useState<{ key: string; url: string | null } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const { id, state } = attachment;
  const key = `${id} ${state} ${size} ${attempt}`;
  useEffect(() => {
    if (!wanted || state !== 'ready') return;
    let outdated = false;
    fileLinksOf(client)
      .get(attachment, size)
      .then(
        (url) => outdated || setShown({ key, url }),
        () => outdated || setShown({ key, url: null }),
      );
    return () => {
      outdated = true;
    };
    // The attachment is a new object whenever its message changes; its link only when its state does.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [client, key, wanted]);
  return {
    url: shown?.key === key ? shown.url : null,
    failed: shown?.key === key && shown.url === null,
    /** To be told that the address did not work: a fresh one is tried once. */
    broke() {
      fileLinksOf(client).drop(attachment, size);
      if (attempt === 0) setAttempt(1);
      else setShown({ key, url: null });
    },
  };
}

/** Whether an element is, or once was, near what is seen. */
export function useNearView(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (target === null || near) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      // A margin counts around what scrolls, not around the window that it is in.
      { root: target.closest('.csr-log'), rootMargin: REACH },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, near]);
  return near;
}

/** Saves a file on the device, under its name. Rejects with CauserieError. */
export async function saveFile(client: Causerie, attachment: Attachment): Promise<void> {
  const url = await fileLinksOf(client).get(attachment, 'original');
  const link = document.createElement('a');
  link.href = url;
  link.download = attachment.name;
  link.rel = 'noopener noreferrer';
  // Browsers save by name only from the page's own origin; from another one they open, and not in the place of the page.
  if (new URL(url, location.href).origin !== location.origin) link.target = '_blank';
  link.click();
}
