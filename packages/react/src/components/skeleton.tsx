import { useSurroundings } from '../provider.tsx';

const LIST_LINES = [62, 48, 70, 54, 40];
const THREAD_LINES = [
  { width: 46, mine: false },
  { width: 30, mine: false },
  { width: 38, mine: true },
  { width: 52, mine: false },
  { width: 28, mine: true },
];

/** The shape of the list while it loads. */
export function ListSkeleton() {
  const { strings } = useSurroundings();
  return (
    <output className="csr-skeleton-list" aria-label={strings.loading}>
      {LIST_LINES.map((width) => (
        <span className="csr-skeleton-item" key={width}>
          <span className="csr-skeleton csr-skeleton-round" />
          <span className="csr-skeleton" style={{ inlineSize: `${width}%` }} />
          <span className="csr-skeleton csr-skeleton-thin" style={{ inlineSize: `${width + 22}%` }} />
        </span>
      ))}
    </output>
  );
}

/** The shape of a thread while it loads. */
export function ThreadSkeleton() {
  const { strings } = useSurroundings();
  return (
    <output className="csr-skeleton-thread" aria-label={strings.loading}>
      {THREAD_LINES.map(({ width, mine }) => (
        <span
          className="csr-skeleton csr-skeleton-bubble"
          data-mine={mine || undefined}
          key={width}
          style={{ inlineSize: `${width}%` }}
        />
      ))}
    </output>
  );
}
