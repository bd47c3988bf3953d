import type { ConnectionState, SessionEnding } from '@causerie/client';
import { useCauserie, useSelected } from './use-causerie.ts';

/** The session with the gateway, how to hurry a reconnection, and whether the token was refused for good. */
export function useConnection(): ConnectionState & { ended: SessionEnding | null; reconnect(): void } {
  const client = useCauserie();
  const connection = useSelected((state) => state.connection);
  const ended = useSelected((state) => state.ended);
  return { ...connection, ended, reconnect: client.reconnect };
}
