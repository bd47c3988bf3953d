import { CauserieError, type Failure } from '@causerie/client';
import { askInAsGuest, type Begin, type GuestLine, type GuestPass, resumeAsGuest } from '@causerie/client/calls';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { failureWords } from './call-words.ts';
import { CallsProvider, useCalls } from './calls-provider.tsx';
import { CodeForm } from './conference-home.tsx';
import { NoRoom } from './conference.tsx';
import { PreCallCheck } from './pre-call-check.tsx';
import { VideoCallWindow } from './video-call-window.tsx';

/** Longest name that the server takes. */
const NAME_MAX_LENGTH = 200;

export interface GuestConferenceProps {
  shareToken: string | undefined;
  url: string;
  onLeave(): void;
}

/** The way into a room without an account: a name, a look into the mirror, the wait at the door, the call. */
export function GuestConference({ shareToken, url, onLeave }: GuestConferenceProps) {
  const { locale } = useSurroundings();
  const [code, setCode] = useState<string | null>(null);
  const door = shareToken ?? code;
  const pass = useGuestPass(door);
  const [entered, setEntered] = useState<{ line: GuestLine; begin: Begin } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const line = useRef<GuestLine | null>(null);
  const isThere = useRef(false);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
      line.current?.end();
    };
  }, []);
  const leave = () => {
    line.current?.end();
    setEntered(null);
    setCode(null);
    onLeave();
  };
  if (entered !== null) {
    return (
      <CallsProvider line={entered.line}>
        <GuestCall line={entered.line} begin={{ ...entered.begin, takeOver: true }} onLeave={leave} />
      </CallsProvider>
    );
  }
  if (door === null) return <CodeForm onCode={setCode} />;
  if (failure?.code === 'not_found') return <NoRoom isOver={false} onLeave={leave} />;
  const enter = async (name: string, begin: Begin) => {
    setFailure(null);
    const which = shareToken === undefined ? { code: door } : { token: door };
    try {
      const came = await comeIn({ url, locale }, { ...which, name }, pass.kept);
      pass.keep(came.pass);
      // Whoever went on to another page meanwhile would stay at the door unseen.
      if (!isThere.current) return came.end();
      line.current = came;
      setEntered({ line: came, begin });
    } catch (error) {
      if (!(error instanceof CauserieError)) throw error;
      setFailure(error.failure);
    }
  };
  return <GuestForm isBack={pass.kept !== null} failure={failure} onEnter={enter} />;
}

type Door = { name: string } & ({ code: string } | { token: string });

/** Back in with the pass where there is one that still holds, else anew. */
async function comeIn(
  options: { url: string; locale: string },
  door: Door,
  pass: GuestPass | null,
): Promise<GuestLine> {
  if (pass !== null) {
    try {
      return await resumeAsGuest({ ...options, pass });
    } catch (error) {
      if (error instanceof CauserieError && error.retryable) throw error;
    }
  }
  return askInAsGuest({ ...options, ...door });
}

interface GuestFormProps {
  /** They were in this call before the page was loaded again. */
  isBack: boolean;
  failure: Failure | null;
  onEnter(name: string, begin: Begin): Promise<void>;
}

function GuestForm({ isBack, failure, onEnter }: GuestFormProps) {
  const texts = useSurroundings().strings.calls;
  const [name, setName] = useState('');
  const [isJoining, setJoining] = useState(false);
  const [turn, setTurn] = useState(0);
  const join = (begin: Begin) => {
    setJoining(true);
    void onEnter(name.trim(), begin).then(() => {
      setJoining(false);
      // The preview let go of its devices for a call that does not begin.
      setTurn(turn + 1);
    });
  };
  return (
    <PreCallCheck
      key={turn}
      title={texts.guestTitle}
      hint={isBack ? texts.guestBack : texts.guestHint}
      onJoin={join}
      isJoining={isJoining}
      network={false}
      joinLabel={isBack ? texts.rejoin : texts.askIn}
    >
      {!isBack && (
        <label className="csr-call-device">
          <span>{texts.yourName}</span>
          <input
            required
            value={name}
            maxLength={NAME_MAX_LENGTH}
            autoComplete="name"
            onChange={({ target }) => setName(target.value)}
            data-testid="guest-name"
          />
        </label>
      )}
      {failure !== null && (
        <p className="csr-dialog-failure" role="alert">
          {failureWords(failure, texts)}
        </p>
      )}
    </PreCallCheck>
  );
}

interface GuestCallProps {
  line: GuestLine;
  begin: Begin;
  onLeave(): void;
}

function GuestCall({ line, begin, onLeave }: GuestCallProps) {
  const { calls, state } = useCalls();
  const hasJoined = useRef(false);
  useEffect(() => {
    if (!state.signaling || hasJoined.current) return;
    hasJoined.current = true;
    // What becomes of it is in the state: the window shows it.
    calls.join({ callId: line.call.id }, begin).catch(() => undefined);
  }, [calls, state.signaling, line, begin]);
  return <VideoCallWindow placement="inline" onClosed={onLeave} />;
}

/** The pass of this tab for a door: a guest who loads the page again is still the same guest. Gone when the tab is closed. */
function useGuestPass(door: string | null): { kept: GuestPass | null; keep(pass: GuestPass): void } {
  const key = door === null ? null : `causerie.guest.${door}`;
  const text = useSyncExternalStore(
    neverChanges,
    () => (key === null ? null : readSession(key)),
    () => null,
  );
  return {
    kept: useMemo(() => (text === null ? null : (JSON.parse(text) as GuestPass)), [text]),
    keep(pass) {
      try {
        if (key !== null) sessionStorage.setItem(key, JSON.stringify(pass));
      } catch {
        // A browser that keeps nothing: they say their name again.
      }
    },
  };
}

const neverChanges = () => () => undefined;

function readSession(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
