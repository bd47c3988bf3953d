import { createCauserie } from '@causerie/client';
import type { Call, CallLine, CallListener } from '@causerie/client/calls';
import { useState } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallsProvider } from '../src/components/calls/calls-provider.tsx';
import { callsOver, holdCalls } from '../src/components/calls/shared-calls.ts';
import { createStage, standInLine, whoseTurn } from '../src/components/calls/stage.ts';
import { useTurn } from '../src/components/calls/use-turn.ts';
import { callVerbs } from '../src/hooks/call-verbs.ts';
import { failureWords } from '../src/components/calls/call-words.ts';
import { refusal } from '../src/components/ready-made/common.ts';
import { callsFr } from '../src/strings/calls-fr.ts';
import { idleClient } from '../src/components/ready-made/shared-client.ts';
import {
  ChatMessage,
  ConferencePage,
  ConnectionIndicator,
  IncomingCall,
  SecureMessaging,
  useWebRTC,
  VideoCallWindow,
  type WebRTC,
  WebRTCButton,
  WebRTCWidget,
} from '../src/messaging.ts';
import { CauserieProvider } from '../src/provider.tsx';
import { mounted, unmountAll } from './mounted.tsx';

beforeEach(() => void vi.stubGlobal('RTCPeerConnection', Object));
afterEach(unmountAll);

/** A call from a doctor that asks for me. */
function incoming(): Call {
  const media = { audio: true, video: false, screen: false };
  const part = { device: null, media, joinedAt: null, leftAt: null };
  const person = (id: string) => ({ id, side: 'client' as const, subject: id, name: id });
  const call: Call = {
    ...{ id: 'call', conversationId: 'c', kind: 'audio', mode: 'ring', topology: 'mesh', status: 'ringing' },
    ...{ endReason: null, title: null, initiatorId: 'doctor', hostId: 'doctor', code: null, link: '', version: 1 },
    participants: [
      { ...part, ...{ id: 'doctor', person: person('doctor'), name: 'Dr Moreau' }, ...IN_IT },
      { ...part, ...{ id: 'me', person: person('me'), name: 'Léa' }, ...RUNG },
    ],
    createdAt: '2026-03-02T09:00:00.000Z',
    answeredAt: null,
    endedAt: null,
    expiresAt: '2126-03-02T21:00:00.000Z',
  };
  return call;
}

const IN_IT = { role: 'professional', state: 'joined', ringUntil: null } as const;
const RUNG = { role: 'client', state: 'ringing', ringUntil: '2126-03-02T09:00:45.000Z' } as const;

/** A line of somebody, and everything that was said and asked over it. */
function aLine() {
  const said: unknown[] = [];
  const listeners = new Set<CallListener>();
  const line: CallLine = {
    device: 'here',
    whoAmI: () => ({ personId: 'me' }),
    rest: async <T,>(method: string, path: string, body?: unknown) => {
      said.push([method, path, body]);
      return { id: 'found' } as T;
    },
    transport: {
      isReady: () => true,
      request: async (verb, input) => {
        said.push([verb, input]);
        // The server takes its time to let anybody in.
        if (verb === 'call.join') return new Promise<never>(() => undefined);
        throw new Error('not over this line');
      },
      listen(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
  };
  const tell = (call: Call) => listeners.forEach((listener) => listener.event('call.incoming', { call }));
  return { line, said, listeners, tell };
}

describe('Everything of a page that shows calls', () => {
  it('SDK-6: shares one set of calls over a line, which listens while one of them is there and a moment longer', async () => {
    vi.useFakeTimers();
    try {
      const { line, listeners } = aLine();
      expect(callsOver(line)).toBe(callsOver(line));
      const [first, second] = [holdCalls(line), holdCalls(line)];
      expect(listeners.size).toBe(1);
      first();
      first();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(listeners.size).toBe(1);
      second();
      const successor = holdCalls(line);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(listeners.size).toBe(1);
      successor();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(listeners.size).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a call that nothing shows any more is left, and is not there as a dead one when something comes back', async () => {
    vi.useFakeTimers();
    try {
      const { line, said, tell } = aLine();
      const { calls, stage } = callsOver(line);
      const letGo = holdCalls(line);
      tell(incoming());
      void calls.accept('call', { microphone: false, camera: false }).catch(() => undefined);
      await vi.advanceTimersByTimeAsync(0);
      expect(calls.getSnapshot().own?.callId).toBe('call');
      letGo();
      // A messenger that nobody holds ends after a second, and then nobody can be told any more.
      await vi.advanceTimersByTimeAsync(900);
      expect(calls.getSnapshot().own).toBeNull();
      expect(stage.getSnapshot().seenOver).toBe(calls.getSnapshot().over);
      expect(said).toContainEqual(['call.leave', { callId: 'call' }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes turns: the first shows it, the next when that one goes, and what a host put there before what came along', () => {
    const stage = createStage();
    const [button, widget, own] = [Symbol('button'), Symbol('widget'), Symbol('own')];
    const leave = standInLine(stage, 'incoming', { who: button, isBrought: true });
    const whose = () => whoseTurn(stage.getSnapshot(), 'incoming');
    standInLine(stage, 'incoming', { who: widget, isBrought: true });
    expect(whose()).toBe(button);
    leave();
    expect(whose()).toBe(widget);
    const leaveOwn = standInLine(stage, 'incoming', { who: own, isBrought: false });
    expect(whose()).toBe(own);
    leaveOwn();
    expect(whose()).toBe(widget);
    expect(whoseTurn(stage.getSnapshot(), 'overlay')).toBeUndefined();
  });
});

describe('Two places of a page that bring calls', () => {
  it('have one engine and draw once; when the first goes the other goes on with the same calls (SDK-6)', async () => {
    vi.stubGlobal('navigator', {});
    const { line, listeners } = aLine();
    const client = { ...createCauserie({ url: '', getToken: () => '' }), callLine: line };
    const drawn = new Map<string, boolean>();
    const hooked: WebRTC[] = [];
    let takeAway: () => void = () => undefined;
    function Place({ name }: { name: string }) {
      drawn.set(name, useTurn('incoming'));
      return null;
    }
    function Hook() {
      hooked.push(useWebRTC());
      return null;
    }
    function Page() {
      const [hasFirst, setHasFirst] = useState(true);
      takeAway = () => setHasFirst(false);
      const places = hasFirst ? ['first', 'second'] : ['second'];
      return [
        ...places.map((name) => <CallsProvider key={name}>{<Place name={name} />}</CallsProvider>),
        <Hook key="" />,
      ];
    }
    mounted(
      <CauserieProvider client={client}>
        <Page />
      </CauserieProvider>,
    );
    await vi.waitFor(() => expect([drawn.get('first'), drawn.get('second')]).toEqual([true, false]));
    expect(listeners.size).toBe(1);
    takeAway();
    await vi.waitFor(() => expect(drawn.get('second')).toBe(true));
    expect(listeners.size).toBe(1);
    expect(new Set(hooked.map(({ calls }) => calls))).toEqual(new Set([callsOver(line).calls]));
  });
});

describe('useWebRTC without a provider', () => {
  it('gives idle values, and its verbs tell that nobody is signed in and ask nothing', async () => {
    const fetch = vi.fn();
    vi.stubGlobal('fetch', fetch);
    let seen: WebRTC | undefined;
    function Probe() {
      seen = useWebRTC();
      return null;
    }
    renderToStaticMarkup(<Probe />);
    expect(seen).toMatchObject({ call: null, phase: null, isInCall: false, incoming: [], others: [], error: null });
    for (const verb of [() => seen?.startCall({ toUserId: 3 }), () => seen?.acceptCall(), () => seen?.history()]) {
      expect(await verb()).toBeNull();
      expect(callsOver(idleClient().callLine).stage.getSnapshot().error?.code).toBe('unauthenticated');
      seen?.clearError();
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  it('answers and refuses the first call that asks for me when none is named, also as the handler of a button', async () => {
    const { line, said, tell } = aLine();
    const surroundings = callsOver(line);
    const { acceptCall, declineCall } = callVerbs(surroundings);
    await declineCall();
    expect(surroundings.stage.getSnapshot().error?.code).toBe('not_found');
    const letGo = holdCalls(line);
    tell(incoming());
    await Promise.all(
      [declineCall(), declineCall({ type: 'click' } as unknown as string)].map((one) => one.catch(() => undefined)),
    );
    void acceptCall(null, { microphone: false, camera: false });
    const verbs = () => said.filter((one) => /decline|join/.test(String((one as unknown[])[0])));
    await vi.waitFor(() => expect(verbs()).toHaveLength(3));
    expect(verbs()).toMatchObject([
      ['call.decline', { callId: 'call' }],
      ['call.decline', { callId: 'call' }],
      ['call.join', { callId: 'call' }],
    ]);
    letGo();
  });

  it('calls a person by their id in the host’s system; null names nobody', async () => {
    const { line, said } = aLine();
    const { startCall } = callVerbs(callsOver(line));
    await startCall({ toUserId: 12, conversationId: null, kind: 'audio' }).catch(() => undefined);
    await startCall({ toUserId: 12, conversationId: 'c' }).catch(() => undefined);
    const asked = said.filter((one) => (one as unknown[])[0] === 'POST');
    expect(asked).toMatchObject([
      ['POST', '/v1/conversations', { withSubject: '12' }],
      ['POST', '/v1/calls', { conversationId: 'found', kind: 'audio' }],
      ['POST', '/v1/calls', { conversationId: 'c' }],
    ]);
    expect(JSON.stringify(asked)).not.toContain('toUserId');
  });

  it('says that nobody was found where it was a person and not a call', async () => {
    const { line } = aLine();
    const gone = refusal('not_found', 'there is nobody');
    const { stage, ...rest } = callsOver({ ...line, rest: () => Promise.reject(gone) });
    const verbs = callVerbs({ ...rest, stage });
    const words = () => {
      const { error } = stage.getSnapshot();
      return error === null ? null : failureWords(error, callsFr);
    };
    await verbs.startCall({ toUserId: 99 });
    expect(words()).toBe(callsFr.nobodyFound);
    expect(stage.getSnapshot().error?.code).toBe('not_found');
    await verbs.startCall({ conversationId: 'c' });
    expect(words()).toBe(callsFr.failures.not_found);
  });
});

describe('Ready-made calls', () => {
  it('SDK-7: are drawn at once, whatever is null, and ask nothing', () => {
    const fetch = vi.fn();
    vi.stubGlobal('fetch', fetch);
    const html = renderToStaticMarkup(
      <>
        <WebRTCButton token={null} toUserId={7} conversationId={null} onClick={null} onStarted={null} kind={null} />
        <WebRTCWidget toUserId={7} sessionId={null} onClose={null} token={null} {...{ role: null, locale: null }} />
        <ConferencePage sessionId={null} shareToken={null} onLeave={null} onOpenSession={null} token={null} />
        <IncomingCall onAnswered={null} placement={null} />
        <VideoCallWindow chat={null} onClosed={null} token={null} />
        <ConnectionIndicator token={null} />
        <ChatMessage token={null} locale={null} calls={null} />
        <SecureMessaging contextType="user" contextId={7} onBack={null} calls={false} />
      </>,
    );
    for (const text of ['data-testid="call-video"', 'webrtc-widget', 'data-testid="conference"', 'connection-state'])
      expect(html).toContain(text);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('a button whose click the host takes has an icon and a name all the same', () => {
    const html = renderToStaticMarkup(<WebRTCButton kind="audio" onClick={() => undefined} />);
    expect(html).toContain('<svg');
    expect(html).toContain('Appel audio');
  });

  it('the box of rooms waits for a messenger, and below a provider of calls all is as the host has it', () => {
    expect(renderToStaticMarkup(<WebRTCWidget token="t" />)).toContain('Chargement');
    const client = createCauserie({ url: '', getToken: () => '' });
    const html = renderToStaticMarkup(
      <CauserieProvider client={client}>
        <ConferencePage onOpenSession={() => undefined} />
      </CauserieProvider>,
    );
    expect(html).toContain('Rejoindre avec un code');
    expect(html).not.toContain('csr-conference-alone');
  });
});
