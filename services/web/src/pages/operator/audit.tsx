import type { AuditPage, Queries } from '@causerie/client';
import { useCallback } from 'react';
import { useLooks } from '../../looks.tsx';
import { Rows, Unloaded } from '../../states.tsx';
import { operatorTexts } from '../../texts/operator.ts';
import { useFetched } from '../../use-fetched.ts';

const ENTRIES = 40;
/** The end of an id tells two apart; the whole of it is in the title. */
const ID_END = -6;

/** The last accesses, newest first. */
export function Audit({ queries }: { queries: Queries }) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const ask = useCallback(() => queries.request<AuditPage>('GET', `/v1/admin/audit?limit=${ENTRIES}`), [queries]);
  const { value, failed, again } = useFetched(ask);
  return (
    <section className="page-section" aria-labelledby="audit">
      <h2 id="audit">{text.audit}</h2>
      <p className="page-lead">{text.auditHint}</p>
      {value === null && (failed ? <Unloaded onRetry={again} /> : <Rows />)}
      {value !== null && (value.items.length === 0 ? <p>{text.auditNone}</p> : <Entries items={value.items} />)}
    </section>
  );
}

function Entries({ items }: { items: AuditPage['items'] }) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const { at, who, what, target, outcome } = text.auditColumns;
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  return (
    // A table that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="audit" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {[at, who, what, target, outcome].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((entry, index) => (
            // Entries have no id of their own, and the list is replaced as a whole.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={`${entry.at} ${index}`} data-testid="audit-entry">
              <td>{time.format(new Date(entry.at))}</td>
              <td title={entry.actorId ?? undefined}>
                {entry.actorRole} <Id of={entry.actorId} />
              </td>
              <td>
                <code>{entry.action}</code>
              </td>
              <td title={entry.targetId ?? undefined}>
                {entry.targetKind} <Id of={entry.targetId} />
              </td>
              <td>
                <span className={entry.outcome === 'ok' ? 'pill' : 'pill pill-warm'}>{entry.outcome}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Id({ of }: { of: string | null }) {
  return of === null ? null : <code>{`…${of.slice(ID_END)}`}</code>;
}
