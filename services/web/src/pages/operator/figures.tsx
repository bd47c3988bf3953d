import type { CallStats, ConnectionStats, MessagingStats, Queries } from '@causerie/client';
import { useCallback, useEffect } from 'react';
import { useLooks } from '../../looks.tsx';
import { operatorTexts } from '../../texts/operator.ts';
import { useFetched } from '../../use-fetched.ts';
import { orNothing } from './or-nothing.ts';

/** Figures move by themselves; they are asked for this often. */
const LOOK_AGAIN_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What goes on, in a few figures, and messages by day. */
export function Figures({ queries }: { queries: Queries }) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const ask = useCallback(async () => {
    const [messaging, connections, calls] = await Promise.all([
      orNothing(queries.statistics()),
      orNothing(queries.request<ConnectionStats>('GET', '/v1/stats/connections')),
      orNothing(queries.request<CallStats>('GET', '/v1/calls/stats/all')),
    ]);
    return { messaging, connections, calls };
  }, [queries]);
  const { value, again } = useFetched(ask);
  useEffect(() => {
    const timer = setInterval(again, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [again]);
  const { messaging, connections, calls } = value ?? { messaging: null, connections: null, calls: null };
  const count = (number: number | undefined) =>
    number === undefined ? null : new Intl.NumberFormat(language).format(number);
  const median = messaging?.responseTime.medianMs ?? null;
  const share = calls?.relayShare ?? null;
  return (
    <section className="page-section" aria-labelledby="figures">
      <h2 id="figures">{text.figures}</h2>
      <dl className="figures" data-testid="figures" data-loaded={value !== null || undefined}>
        <Figure
          name={text.sockets}
          value={count(connections?.connections)}
          hint={text.people(connections?.users ?? 0)}
        />
        <Figure
          name={text.conversations}
          value={count(messaging?.conversations.total)}
          hint={text.active(messaging?.conversations.active ?? 0)}
        />
        <Figure name={text.messages} value={count(messaging?.messages.sent)} hint={text.lastDays} />
        <Figure
          name={text.answer}
          value={median === null ? '–' : lengthOf(median, language)}
          hint={text.answerHint(messaging?.responseTime.answers ?? 0)}
        />
        <Figure name={text.calls} value={count(calls?.total)} hint={text.answered(calls?.answered ?? 0)} />
        <Figure
          name={text.relayed}
          value={share === null ? '–' : new Intl.NumberFormat(language, { style: 'percent' }).format(share)}
          hint={text.relayedHint}
        />
      </dl>
      {messaging !== null && messaging.days.length > 0 && <Days stats={messaging} />}
    </section>
  );
}

function lengthOf(ms: number, language: string): string {
  const [unit, size] = ms < MINUTE_MS ? ['second', 1_000] : ms < HOUR_MS ? ['minute', MINUTE_MS] : ['hour', HOUR_MS];
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' });
  return format.format(Math.max(1, Math.round(ms / size)));
}

function Figure({ name, value, hint }: { name: string; value: string | null; hint: string }) {
  const { language } = useLooks();
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>{value ?? operatorTexts[language].unreached}</dd>
      <dd className="figure-hint">{hint}</dd>
    </div>
  );
}

/** A bar for each day on which something was written; the same in words for who does not see bars. */
function Days({ stats: { days } }: { stats: MessagingStats }) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const most = Math.max(...days.map(({ sent }) => sent), 1);
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const rows = days.map(({ date, sent }) => ({ date, sent, name: day.format(new Date(date)) }));
  return (
    <figure className="days">
      <figcaption>{text.perDay}</figcaption>
      <div className="days-bars" aria-hidden="true">
        {rows.map(({ date, sent, name }) => (
          <span key={date} title={`${name} : ${sent}`}>
            <i style={{ blockSize: `${(sent / most) * 100}%` }} />
            <small>{name}</small>
          </span>
        ))}
      </div>
      <table className="csr-hidden">
        <thead>
          <tr>
            <th scope="col">{text.perDayTable.day}</th>
            <th scope="col">{text.perDayTable.sent}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ date, sent, name }) => (
            <tr key={date}>
              <td>{name}</td>
              <td>{sent}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
