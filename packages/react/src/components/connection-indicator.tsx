import { useId } from 'react';
import { useConnection } from '../hooks/use-connection.ts';
import { useDisclosure } from '../hooks/use-disclosure.ts';
import { useSurroundings } from '../provider.tsx';

export interface ConnectionIndicatorProps {
  /** Where there is little room: a dot, whose words are for screen readers as long as all is well. */
  compact?: boolean;
}

/** Whether messages flow right now, or the session ended for good; on demand, what support would ask for. */
export function ConnectionIndicator({ compact = false }: ConnectionIndicatorProps) {
  const { strings } = useSurroundings();
  const { status, polling, ended } = useConnection();
  const told = ended === null ? (polling ? 'polling' : status) : 'ended';
  const { open, root, button, toggle } = useDisclosure();
  const panelId = useId();
  return (
    <div className="csr-connection" ref={root} data-compact={compact || undefined}>
      <button
        ref={button}
        type="button"
        className="csr-connection-button"
        aria-expanded={open}
        aria-controls={panelId}
        title={strings.connectionDetails}
        data-testid="connection-state"
        data-state={told}
        onClick={toggle}
      >
        <span className="csr-connection-dot" aria-hidden="true" />
        <output className={compact ? 'csr-hidden' : undefined}>{strings.connection[told]}</output>
      </button>
      <div className="csr-popover" id={panelId} hidden={!open} data-testid="connection-details">
        {open && <Details />}
      </div>
    </div>
  );
}

function Details() {
  const { strings, dates } = useSurroundings();
  const { status, replica, socketId, transport, attempt, sinceMs, reconnect } = useConnection();
  const facts: [label: string, value: string | null, id?: string][] = [
    [strings.replica, replica, 'connection-replica'],
    [strings.socketId, socketId, 'connection-socket'],
    [strings.transport, transport],
    [strings.attempts, attempt > 0 ? String(attempt) : null],
    [strings.since, sinceMs > 0 ? dates.time(new Date(sinceMs).toISOString()) : null],
  ];
  return (
    <>
      <p className="csr-popover-title">{strings.connectionDetails}</p>
      <p className="csr-popover-hint">{strings.connectionHelp}</p>
      <dl>
        {facts.map(([label, value, id]) =>
          value === null ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd data-testid={id}>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {status !== 'connected' && (
        <button type="button" className="csr-button" onClick={reconnect}>
          {strings.reconnectNow}
        </button>
      )}
    </>
  );
}
