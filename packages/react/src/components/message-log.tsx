import { type ConversationEntry, heldTop, myMarkers, type Person } from '@causerie/client';
import { type Ref, useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import { useAttention } from '../hooks/use-attention.ts';
import type { Thread } from '../hooks/use-thread.ts';
import { useThreadScroll } from '../hooks/use-thread-scroll.ts';
import { useTyping } from '../hooks/use-typing.ts';
import { useSurroundings } from '../provider.tsx';
import { DownIcon } from './icons.tsx';
import { useRowDrawing } from './thread/row-drawing.tsx';
import { MarkedRow, RowFrame, RowList } from './thread/row-frame.tsx';
import { type Rows, rowsOf } from './thread/rows.ts';
import { TypingDots } from './thread/thread-row.tsx';

/** Height of a row that was not drawn yet, in pixels: that of the skeletons in the style sheet, and of most messages. */
const ROW_PX = 64;
/** Drawn above and below what is in view, in pixels, so that quick scrolling shows no blank. */
const BUFFER_PX = 600;
/** Browsers cut off what is higher than some 16 million pixels: of a longer thread, the older part is entered by jumping to it. */
const ROWS_MAX = 150_000;

/** What the parts around the log may ask of it. */
export interface LogHandle {
  jumpTo(seq: number): void;
}

/** Where a thread is entered: at a message, or at its end without one. */
interface Entrance {
  seq: number | undefined;
  /** Whether somebody asked for that message, and is shown which one it is. */
  marks: boolean;
  /** The seq below the first row. */
  base: number;
}

export interface MessageLogProps {
  thread: Thread;
  entry: ConversationEntry;
  me: Person;
  /** The message to begin at; the first unread one, or the end, without it. */
  startSeq: number | undefined;
  handle: Ref<LogHandle>;
}

/** The log of an opened thread: one row per seq, held or not, of which those in view are drawn. */
export function MessageLog(props: MessageLogProps) {
  const { entry, me, startSeq } = props;
  const [entrance, setEntrance] = useState(() => {
    const readSeq = myMarkers(entry, me.id)?.readSeq ?? 0;
    const firstUnread = entry.counted.unread > 0 ? readSeq + 1 : undefined;
    return entranceAt(startSeq ?? firstUnread, startSeq !== undefined, heldTop(entry));
  });
  const enter = useCallback(
    (seq: number | undefined, topSeq: number) => setEntrance(entranceAt(seq, seq !== undefined, topSeq)),
    [],
  );
  return <Log key={entrance.base} {...props} {...{ entrance, enter }} />;
}

function entranceAt(seq: number | undefined, marks: boolean, topSeq: number): Entrance {
  const lastPart = Math.max(0, topSeq - ROWS_MAX);
  const base = seq === undefined || seq > lastPart ? lastPart : Math.max(0, seq - ROWS_MAX / 2);
  return { seq, marks, base };
}

interface LogProps extends MessageLogProps {
  entrance: Entrance;
  enter(seq: number | undefined, topSeq: number): void;
}

/** Marks as read what is in view while the person looks. */
function Log({ thread, entry, me, handle, entrance, enter }: LogProps) {
  const { strings } = useSurroundings();
  const { others, markRead, showRange } = thread;
  const { base } = entrance;
  const looking = useAttention();
  const { people: typists } = useTyping(entry.id);
  const rows = useMemo(() => rowsOf(entry, me, base), [entry, me, base]);
  const drawRow = useRowDrawing({ entry, me, rows, looking });
  const { attachList, attachScroller, atEnd, handlers, keeper, markedRow, ...scroll } = useThreadScroll({
    count: rows.count,
    start: startOf(entrance, rows),
    isThere: (row) => rows.lineAt(row) !== null,
    onView({ first, last, lastWhole }) {
      showRange(rows.seqOf(first), rows.seqOf(last));
      const seen = looking ? lastHeld(rows, first, lastWhole) : 0;
      if (seen > 0) markRead(seen);
    },
  });
  useFollowMine(entry, scroll.toEnd);
  useImperativeHandle(handle, () => ({
    jumpTo: (seq) => (seq > base ? scroll.toRow(rows.rowOf(seq)) : enter(seq, heldTop(entry))),
  }));
  const toLatest = () => {
    if (rows.count > ROWS_MAX * 1.25) enter(undefined, heldTop(entry));
    else scroll.toEnd();
    keeper.focusLog();
  };
  return (
    <div className="csr-log-frame">
      <section
        className="csr-log"
        ref={attachScroller}
        aria-label={strings.messagesWith(others.map(({ name }) => name).join(', '))}
        // A region that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-testid="thread-log"
        {...handlers}
      >
        <MarkedRow.Provider value={markedRow}>
          <Virtualizer
            ref={attachList}
            data={{ length: rows.count }}
            itemSize={ROW_PX}
            bufferSize={BUFFER_PX}
            keepMounted={scroll.keptRows}
            as={RowList}
            item={RowFrame}
            onScroll={scroll.onMoved}
            onResize={scroll.onResize}
          >
            {(_: unknown, row: number) => drawRow(row)}
          </Virtualizer>
        </MarkedRow.Provider>
        <div className="csr-log-end">{typists.length > 0 && <TypingDots />}</div>
      </section>
      {!atEnd && <JumpButton unread={entry.counted.unread} onJump={toLatest} />}
    </div>
  );
}

function JumpButton({ unread, onJump }: { unread: number; onJump(): void }) {
  const { strings } = useSurroundings();
  return (
    <button type="button" className="csr-jump" onClick={onJump} data-testid="jump-to-latest">
      <DownIcon size={18} />
      <span className={unread > 0 ? undefined : 'csr-hidden'}>
        {unread > 0 ? strings.newMessages(unread) : strings.jumpToLatest}
      </span>
    </button>
  );
}

function startOf({ seq, marks }: Entrance, rows: Rows) {
  if (seq === undefined) return null;
  return { row: rows.rowOf(seq), align: marks ? ('center' as const) : ('start' as const), marks };
}

/** The seq of the last committed message of some rows that is held, or 0. */
function lastHeld(rows: Rows, first: number, last: number): number {
  for (let row = last; row >= Math.max(1, first); row -= 1) {
    if (rows.lineAt(row)?.kind === 'message') return rows.seqOf(row);
  }
  return 0;
}

/** Who sends sees it, wherever they were. */
function useFollowMine(entry: ConversationEntry, toEnd: () => void): void {
  const keys = entry.pending.map(({ clientMessageId }) => clientMessageId);
  const last = keys.at(-1);
  const before = useRef(keys);
  useLayoutEffect(() => {
    if (last !== undefined && !before.current.includes(last)) toEnd();
    before.current = keys;
  });
}
