import { useSurroundings } from '../../provider.tsx';
import type { Bars } from './line-quality.ts';

const HEIGHTS = [1, 2, 3, 4] as const;

/** How good a connection is, as bars for who sees them and in words for everybody. */
export function QualityBars({ bars, withWords = false }: { bars: Bars | null; withWords?: boolean }) {
  const texts = useSurroundings().strings.calls;
  if (bars === null) return null;
  return (
    <span className="csr-bars" data-bars={bars} title={texts.quality[bars]} data-testid="call-quality">
      <svg width="18" height="14" viewBox="0 0 18 14" aria-hidden="true" focusable="false">
        {HEIGHTS.map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 4.5}
            y={14 - bar * 3.5}
            width="3"
            height={bar * 3.5}
            rx="1"
            opacity={bar <= bars ? 1 : 0.3}
          />
        ))}
      </svg>
      <span className={withWords ? undefined : 'csr-hidden'}>{texts.quality[bars]}</span>
    </span>
  );
}
