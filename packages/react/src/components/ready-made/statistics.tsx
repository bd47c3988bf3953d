import { type Causerie, CauserieError, type MessagingStats } from '@causerie/client';
import { useEffect, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { useStanding } from './stand-alone.tsx';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time in its largest fitting unit, in the person's language. */
export function formatLength(ms: number, locale: string): string {
  const [unit, size] =
    ms < HOUR_MS
      ? (['minute', MINUTE_MS] as const)
      : ms < DAY_MS
        ? (['hour', HOUR_MS] as const)
        : (['day', DAY_MS] as const);
  const count = Math.max(1, Math.round(ms / size));
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
}

/** The person's last 30 days in four figures. Shows nothing until they came, and nothing when they do not come. */
export function StatisticsSummary() {
  const { queries } = useCauserie();
  const standing = useStanding();
  const [told, setTold] = useState<{ queries: Causerie['queries']; stats: MessagingStats } | null>(null);
  useEffect(() => {
    if (standing !== 'ready') return;
    let outdated = false;
    queries.statistics().then(
      (stats) => {
        if (!outdated) setTold({ queries, stats });
      },
      (error: unknown) => {
        if (!(error instanceof CauserieError)) throw error;
      },
    );
    return () => {
      outdated = true;
    };
  }, [queries, standing]);
  // Figures of one person are none of the next.
  return told?.queries === queries ? <Figures stats={told.stats} /> : null;
}

/** The figures themselves. */
export function Figures({ stats }: { stats: MessagingStats }) {
  const { strings, locale } = useSurroundings();
  const { readyMade: text } = strings;
  const { medianMs } = stats.responseTime;
  const number = new Intl.NumberFormat(locale);
  const figures: [label: string, value: string][] = [
    [text.activeNow, number.format(stats.conversations.active)],
    [text.received, number.format(stats.messages.received)],
    [text.sent, number.format(stats.messages.sent)],
    [text.answerTime, medianMs === null ? text.noAnswers : formatLength(medianMs, locale)],
  ];
  return (
    <section
      className="csr-figures"
      aria-label={`${text.statistics}, ${text.statisticsRange}`}
      data-testid="statistics"
    >
      <p aria-hidden="true">{text.statisticsRange}</p>
      <dl>
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
