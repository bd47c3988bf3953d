import { createContext, type CSSProperties, forwardRef, type ReactNode, useContext } from 'react';

/** The row that is marked for a moment, because somebody jumped to it. */
export const MarkedRow = createContext<number | null>(null);

interface ListProps {
  style: CSSProperties;
  children: ReactNode;
}

/** The list for assistive technology: its rows are only some of the thread, and are placed by position. */
export const RowList = forwardRef<HTMLDivElement, ListProps>(function RowList({ children, style }, ref) {
  // The library lets nothing be clicked for a moment after each scrolling; who aims well must hit.
  const { pointerEvents, ...placed } = style;
  return (
    <div
      ref={ref}
      style={placed}
      // A `ul` must not have rows between itself and its items.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="list"
      className="csr-rows"
      data-scrolling={pointerEvents === 'none' || undefined}
    >
      {children}
    </div>
  );
});

/** Places one row. It means nothing by itself: what it holds are the items of the list. */
export const RowFrame = forwardRef<HTMLDivElement, ListProps & { index: number }>(function RowFrame(
  { children, index, style },
  ref,
) {
  const isMarked = useContext(MarkedRow) === index;
  return (
    <div
      ref={ref}
      style={style}
      role="presentation"
      className="csr-row"
      data-row={index}
      data-marked={isMarked || undefined}
    >
      {children}
    </div>
  );
});
