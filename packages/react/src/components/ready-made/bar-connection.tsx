import { ConnectionIndicator } from '../connection-indicator.tsx';
import { useStanding } from './stand-alone.tsx';

/** In the bar of a box of the host's page: a dot that says whether messages flow. Nothing where nobody is signed in. */
export function BarConnection() {
  return useStanding() === 'ready' ? <ConnectionIndicator compact /> : null;
}

/** The same below a thread that has no bar. */
export function FootConnection() {
  if (useStanding() !== 'ready') return null;
  return (
    <footer className="csr-pane-foot csr-thread-foot">
      <ConnectionIndicator />
    </footer>
  );
}
