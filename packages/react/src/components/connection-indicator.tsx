import { useEffect, useId, useRef, useState } from 'react';
import { useConnection } from '../hooks/use-connection.ts';
import { useSurroundings } from '../provider.tsx';

/** Whether messages flow right now; on demand, what support would ask for. */
export function ConnectionIndicator() {
  const { strings } = useSurroundings();
  const { status } = useConnection();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panelId = useId();
  useEffect(() => {
    if (!open) return;
    const away = ({ target }: PointerEvent) => {
      if (target instanceof Node && root.current?.contains(target) !== true) setOpen(false);
    };
    const escape = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);
  return (
    <div className="csr-connection" ref={root}>
      <button
        ref={button}
        type="button"
        className="csr-connection-button"
        aria-expanded={open}
        aria-controls={panelId}
        title={strings.connectionDetails}
        data-testid="connection-state"
        data-state={status}
        onClick={() => setOpen(!open)}
      >
        <span className="csr-connection-dot" aria-hidden="true" />
        <output>{strings.connection[status]}</output>
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
