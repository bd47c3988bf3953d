import type { Call, CallShare } from '@causerie/client/calls';
import { useCallback, useEffect, useState } from 'react';
import { useNow } from '../../hooks/use-now.ts';
import { useSurroundings } from '../../provider.tsx';
import { CopyIcon, LinkIcon, ShareIcon } from './call-icons.tsx';
import { useCallSurroundings } from './calls-provider.tsx';
import { attempt } from './stage.ts';

const HOUR_SECONDS = 3600;
/** How long a link may be made to live. */
const LIVES_SECONDS = [HOUR_SECONDS, 24 * HOUR_SECONDS, 7 * 24 * HOUR_SECONDS] as const;

/** Lets people into a room: a code to say on the telephone, and links to send. */
export function Invitation({ call }: { call: Call }) {
  const texts = useSurroundings().strings.calls;
  const { calls, stage } = useCallSurroundings();
  const [links, setLinks] = useState<readonly CallShare[]>([]);
  const now = useNow();
  const refresh = useCallback(() => {
    // Without the list the rest of the panel is as good; who may not see it has none.
    calls.links(call.id).then(
      (found) => setLinks(found),
      () => undefined,
    );
  }, [calls, call.id]);
  useEffect(refresh, [refresh]);
  const revoke = (link: CallShare) => void attempt(stage, () => calls.revokeLink(call.id, link.id)).then(refresh);
  const live = links.filter(
    ({ revokedAt, expiresAt, singleSeat, useCount }) =>
      revokedAt === null && Date.parse(expiresAt) > now.getTime() && !(singleSeat && useCount > 0),
  );
  return (
    <div className="csr-invitation">
      {call.code !== null && (
        <section>
          <h4>{texts.codeTitle}</h4>
          <p className="csr-call-soft">{texts.codeHint}</p>
          <p className="csr-call-code">
            <output data-testid="call-code">{call.code}</output>
            <Copy text={call.code} name={texts.copyCode} />
          </p>
        </section>
      )}
      <NewLink call={call} onMade={refresh} />
      {live.length > 0 && (
        <section>
          <h4>{texts.linksTitle}</h4>
          <ul className="csr-call-links">
            {live.map((link) => (
              <Link key={link.id} link={link} onRevoke={() => revoke(link)} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function NewLink({ call, onMade }: { call: Call; onMade(): void }) {
  const texts = useSurroundings().strings.calls;
  const { calls, stage } = useCallSurroundings();
  const [lifeSeconds, setLife] = useState<number>(LIVES_SECONDS[1]);
  const [singleSeat, setSingleSeat] = useState(true);
  const [made, setMade] = useState<string | null>(null);
  const make = async () => {
    const created = await attempt(stage, () =>
      calls.createLink(call.id, { expiresInSeconds: lifeSeconds, singleSeat }),
    );
    if (created === null) return;
    setMade(new URL(created.link, location.origin).href);
    onMade();
  };
  return (
    <section>
      <h4>{texts.linkTitle}</h4>
      <p className="csr-call-soft">{texts.linkHint}</p>
      <label className="csr-call-device">
        <span>{texts.linkLife}</span>
        <select value={lifeSeconds} onChange={({ target }) => setLife(Number(target.value))}>
          {LIVES_SECONDS.map((seconds) => (
            <option key={seconds} value={seconds}>
              {texts.lifeOf(seconds / HOUR_SECONDS)}
            </option>
          ))}
        </select>
      </label>
      <label className="csr-call-check-box">
        <input type="checkbox" checked={singleSeat} onChange={({ target }) => setSingleSeat(target.checked)} />
        <span>{texts.singleSeat}</span>
      </label>
      <button type="button" className="csr-button" onClick={() => void make()} data-testid="call-make-link">
        <LinkIcon size={18} />
        {texts.makeLink}
      </button>
      {made !== null && (
        <div className="csr-made-link">
          <input readOnly value={made} aria-label={texts.linkTitle} data-testid="call-link" />
          <Copy text={made} name={texts.copyLink} />
          <Share url={made} />
        </div>
      )}
    </section>
  );
}

function Link({ link, onRevoke }: { link: CallShare; onRevoke(): void }) {
  const { strings, dates } = useSurroundings();
  const texts = strings.calls;
  return (
    <li>
      <p>
        <span>{link.singleSeat ? texts.linkForOne : texts.linkForMany(link.useCount)}</span>
        <span className="csr-call-soft">{texts.linkUntil(dates.full(link.expiresAt))}</span>
      </p>
      <button type="button" className="csr-link" onClick={onRevoke} data-testid="call-revoke-link">
        {texts.revoke}
      </button>
    </li>
  );
}

/** Puts a text where it can be pasted from, and says so. */
function Copy({ text, name }: { text: string; name: string }) {
  const texts = useSurroundings().strings.calls;
  const [isCopied, setCopied] = useState(false);
  // Pages without HTTPS may not write there; the text can be marked and copied by hand.
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <button type="button" className="csr-icon-button" onClick={copy} title={name} data-copied={isCopied || undefined}>
      <CopyIcon size={18} />
      <span className="csr-hidden">{name}</span>
      <output className="csr-hidden">{isCopied ? texts.copied : ''}</output>
    </button>
  );
}

/** The machine's own way to pass a link on, where there is one. */
function Share({ url }: { url: string }) {
  const texts = useSurroundings().strings.calls;
  if (typeof navigator === 'undefined' || !('share' in navigator)) return null;
  return (
    <button
      type="button"
      className="csr-icon-button"
      title={texts.shareLink}
      // People may change their mind.
      onClick={() => void navigator.share({ url, title: texts.shareTitle }).catch(() => undefined)}
    >
      <ShareIcon size={18} />
      <span className="csr-hidden">{texts.shareLink}</span>
    </button>
  );
}
