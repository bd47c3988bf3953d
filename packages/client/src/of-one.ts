import { networkError } from './error.ts';
import { identityOf } from './identity.ts';

/**
 * Asks for tokens, which some hosts keep behind `Bearer`, and watches whom they name. When they name somebody else, `onAnother` is
 * called and this one request is refused: what one person wrote must never be sent with the token of the next.
 */
export function tokensOfOne(getToken: () => string | Promise<string>, onAnother: () => void): () => Promise<string> {
  let known: string | null = null;
  return async () => {
    const token = (await getToken()).replace(/^bearer\s+/i, '');
    const identity = identityOf(token);
    if (identity === null || identity === known) return token;
    const isAnother = known !== null;
    known = identity;
    if (!isAnother) return token;
    onAnother();
    throw networkError('the token is of another person');
  };
}
