import { type ConversationEntry, lineOf, myMarkers, type Person } from '@causerie/client';
import { type ReactElement, useMemo } from 'react';
import { useUnreadDivider } from '../../hooks/use-unread-divider.ts';
import { useSurroundings } from '../../provider.tsx';
import { lineAt, type Neighbour, threadItem, unreadLineAt } from '../../thread-items.ts';
import { lastReadAt, type Rows } from './rows.ts';
import { SkeletonRow, StartRow, ThreadRow } from './thread-row.tsx';

export interface RowDrawing {
  entry: ConversationEntry;
  me: Person;
  rows: Rows;
  looking: boolean;
}

/** How any row is drawn, from its line and its two neighbours: what is not in view costs nothing. */
export function useRowDrawing({ entry, me, rows, looking }: RowDrawing): (row: number) => ReactElement {
  const { dates } = useSurroundings();
  const readSeq = myMarkers(entry, me.id)?.readSeq ?? 0;
  const dividerAfter = useUnreadDivider(entry.id, readSeq, entry.counted.unread, looking);
  return useMemo(() => {
    const dividerSeq = dividerAfter === null ? null : unreadLineAt(dividerAfter, (seq) => lineOf(entry, seq, me.id));
    const readAt = lastReadAt(rows, entry, me.id);
    return (row) => {
      const nextAt = writtenAt(rows.lineAt(row + 1));
      if (row === 0) {
        return <StartRow key="start" createdAt={rows.seqOf(0) === 1 ? entry.createdAt : null} nextAt={nextAt} />;
      }
      const line = rows.lineAt(row);
      if (line === null || line === undefined) {
        const seq = rows.seqOf(row);
        return <SkeletonRow key={`seq-${seq}`} seq={seq} />;
      }
      const divides = line.kind === 'message' && line.message.seq === dividerSeq;
      const item = threadItem(rows.lineAt(row - 1), line, rows.lineAt(row + 1), { divides, dayKey: dates.dayKey });
      return (
        <ThreadRow
          key={line.key}
          {...{ line, divides, nextAt, ...item }}
          readAt={row === rows.count - 1 ? readAt : null}
        />
      );
    };
  }, [dates, dividerAfter, entry, me, rows]);
}

/** When a neighbour was written: null where there is none, undefined where it is not held. */
function writtenAt(line: Neighbour): string | null | undefined {
  return line === undefined ? null : line === null ? undefined : lineAt(line);
}
