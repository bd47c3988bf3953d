import { useConnection } from '../../hooks/use-connection.ts';
import { useStanding } from '../ready-made/stand-alone.tsx';

/** Whether nobody is signed in, or their token was refused for good, which is the same to whoever looks at the page. */
export function useSignedOut(): boolean {
  const standing = useStanding();
  const { ended } = useConnection();
  return standing === 'signed-out' || ended !== null;
}
