import { type ReactNode, useEffect, useState } from 'react';
import { useConnection } from '../hooks/use-connection.ts';
import { useSurroundings } from '../provider.tsx';
import { LinkOffIcon } from './icons.tsx';

/** A gateway that restarts is back before anybody needs to be told. */
const PATIENCE_MS = 1200;

/** A strip that explains a lost connection or an ended session, and disappears with it. */
export function ConnectionNotice() {
  const { strings } = useSurroundings();
  const { status, polling, ended, reconnect } = useConnection();
  const told = ended === null ? (polling ? 'polling' : status) : 'ended';
  const lost = told !== 'connecting' && told !== 'connected';
  return (
    <output className="csr-notice-slot">
      {lost && (
        <AfterPatience>
          <span className="csr-notice" data-testid="connection-notice" data-state={told}>
            <LinkOffIcon size={18} />
            <span>{strings.connectionNotice[told]}</span>
            <button type="button" className="csr-link" onClick={reconnect}>
              {strings.reconnectNow}
            </button>
          </span>
        </AfterPatience>
      )}
    </output>
  );
}

function AfterPatience({ children }: { children: ReactNode }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return over ? children : null;
}
