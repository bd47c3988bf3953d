import type { ConversationEntry, Person } from '@causerie/client';
import { type KeyboardEvent, type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useNow } from '../../hooks/use-now.ts';
import { useSurroundings } from '../../provider.tsx';
import { ConversationItem } from '../conversation-item.tsx';
import { useLandmarkName } from '../ready-made/landmark-name.ts';

/** Up to here every line is on the page, where the browser's own search finds it; beyond, only what is in view. */
const PLAIN_MAX = 60;
/** Height of a line, in pixels, until it was measured. */
const LINE_PX = 76;

/** Frames in which a line that comes into view has been measured, and many more. */
const FOCUS_FRAMES = 60;

/** What a list of lines can be told. */
export interface RowsHandle {
  /** Puts the focus on the line where it was last, or on the first. */
  focus(): void;
}

export interface ConversationRowsProps {
  items: readonly ConversationEntry[];
  me: Person;
  openId: string | null;
  hrefOf?: ((conversationId: string) => string) | undefined;
  handle: RefObject<RowsHandle | null>;
  /** What scrolls. */
  scroller: RefObject<HTMLElement | null>;
  onOpen(conversationId: string): void;
  onMenu?: ((entry: ConversationEntry, anchor: HTMLElement) => void) | undefined;
  /** From the first line up. */
  onUp(): void;
}

/** The lines of the list. One of them is in the tab order; the arrows go from line to line, Enter opens. */
export function ConversationRows(props: ConversationRowsProps) {
  const { items, me, openId, hrefOf, handle, scroller, onOpen, onMenu, onUp } = props;
  const { strings } = useSurroundings();
  const name = useLandmarkName(strings.conversations);
  const now = useNow();
  const virtual = useRef<VirtualizerHandle>(null);
  const { list, currentId, currentIndex, goTo, setCursorId } = useCursor(items, openId, virtual);
  useImperativeHandle(handle, () => ({ focus: () => goTo(currentIndex) }));

  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowUp' && currentIndex === 0) return onUp();
    const next = {
      ArrowDown: currentIndex + 1,
      ArrowUp: currentIndex - 1,
      PageDown: currentIndex + 8,
      PageUp: currentIndex - 8,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    goTo(next);
  };
  const line = (entry: ConversationEntry) => (
    <ConversationItem
      key={entry.id}
      {...{ entry, me, now, onOpen, onMenu }}
      isOpen={entry.id === openId}
      isCursor={entry.id === currentId}
      href={hrefOf?.(entry.id)}
      onFocus={setCursorId}
    />
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrows are shortcuts between the links within
    <nav ref={list} onKeyDown={keyDown} aria-label={name}>
      {items.length <= PLAIN_MAX ? (
        <ul>
          {items.map((entry) => (
            <li key={entry.id}>{line(entry)}</li>
          ))}
        </ul>
      ) : (
        <Virtualizer
          ref={virtual}
          as="ul"
          item="li"
          data={items}
          itemSize={LINE_PX}
          scrollRef={scroller}
          keepMounted={currentIndex < 0 ? [] : [currentIndex]}
        >
          {line}
        </Virtualizer>
      )}
    </nav>
  );
}

/** The line that the keyboard is at: where it went last, else the opened one, else the first. */
function useCursor(
  items: readonly ConversationEntry[],
  openId: string | null,
  virtual: RefObject<VirtualizerHandle | null>,
) {
  const list = useRef<HTMLElement>(null);
  const [cursorId, setCursorId] = useState<string | null>(null);
  const wantsFocus = useRef(false);
  const isKnown = (id: string | null): id is string => items.some((entry) => entry.id === id);
  const currentId = isKnown(cursorId) ? cursorId : isKnown(openId) ? openId : items[0]?.id;
  const currentIndex = items.findIndex(({ id }) => id === currentId);
  const goTo = (index: number) => {
    const target = items[Math.max(0, Math.min(index, items.length - 1))];
    if (target === undefined) return;
    wantsFocus.current = true;
    setCursorId(target.id);
    virtual.current?.scrollToIndex(items.indexOf(target), { align: 'nearest' });
    if (target.id === currentId) wantsFocus.current = !focusLine(list.current, target.id);
  };
  useEffect(() => {
    if (!wantsFocus.current || currentId === undefined) return;
    let frame = 0;
    // A line that was far away is invisible until it was measured, and until then it takes no focus.
    const attempt = (left: number): void => {
      wantsFocus.current = !focusLine(list.current, currentId);
      if (wantsFocus.current && left > 0) frame = requestAnimationFrame(() => attempt(left - 1));
    };
    attempt(FOCUS_FRAMES);
    return () => cancelAnimationFrame(frame);
  }, [currentId]);
  return { list, currentId, currentIndex, goTo, setCursorId };
}

/** Whether the line took the focus. */
function focusLine(list: HTMLElement | null, conversationId: string): boolean {
  const line = list?.querySelector<HTMLElement>(`[data-conversation-id="${CSS.escape(conversationId)}"]`) ?? null;
  line?.focus();
  return line !== null && document.activeElement === line;
}
