import type { MediaState } from '@causerie/client/calls';
import { useSurroundings } from '../../provider.tsx';
import { AlertIcon } from '../icons.tsx';

/** Browsers that hide the permission in different places. */
export type BrowserFamily = 'chrome' | 'android' | 'firefox' | 'safari' | 'ios';

/** Which one the page runs in; only for words of help, never for what works. */
export function browserFamily(): BrowserFamily {
  const agent = typeof navigator === 'undefined' ? '' : navigator.userAgent;
  if (/iphone|ipad|ipod/i.test(agent)) return 'ios';
  if (/firefox/i.test(agent)) return 'firefox';
  if (/android/i.test(agent)) return 'android';
  return /safari/i.test(agent) && !/chrom/i.test(agent) ? 'safari' : 'chrome';
}

/** What of microphone and camera could not be opened, and what to do about it; nothing when all is well. */
export function MediaFailures({ media }: { media: Pick<MediaState, 'microphone' | 'camera'> }) {
  const texts = useSurroundings().strings.calls;
  const failed = (['microphone', 'camera'] as const).filter((source) => media[source].failure !== null);
  if (failed.length === 0) return null;
  const isDenied = failed.some((source) => media[source].failure === 'denied');
  return (
    <div className="csr-call-failures" role="alert" data-testid="call-media-failures">
      <AlertIcon size={20} />
      <div>
        {failed.map((source) => {
          const { failure } = media[source];
          return failure === null ? null : <p key={source}>{texts.mediaFailures[source][failure]}</p>;
        })}
        {isDenied && <p className="csr-call-soft">{texts.permissionHelp[browserFamily()]}</p>}
      </div>
    </div>
  );
}
