import { createCauserie } from '@causerie/client';
import { type CallsState, createCalls, type PastCall } from '@causerie/client/calls';
import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import {
  CallActions,
  CallHistory,
  CallRecord,
  CallsProvider,
  ConferencePage,
  IncomingCall,
  PreCallCheck,
  useCalls,
  VideoCallWindow,
  WebRTCWidget,
} from '../src/calls.ts';
import { CallElsewhere } from '../src/components/calls/call-asides.tsx';
import { barsOf } from '../src/components/calls/line-quality.ts';
import { asClock } from '../src/hooks/use-elapsed.ts';
import { SecureMessaging as PlainSecureMessaging } from '../src/index.ts';
import { SecureMessaging } from '../src/messaging.ts';
import { CauserieProvider } from '../src/provider.tsx';
import { entry, scripted } from './scripted.ts';

const nothing = () => undefined;

function drawn(children: ReactNode, locale = 'fr'): string {
  return renderToStaticMarkup(
    <CauserieProvider client={createCauserie({ url: '', getToken: () => '' })} locale={locale}>
      {children}
    </CauserieProvider>,
  );
}

describe('the screens of calls', () => {
  it('are drawn on a server, which has no window and no camera', () => {
    const html = drawn(
      <CallsProvider>
        <CallActions conversationId="c" />
        <CallHistory />
        <IncomingCall />
        <VideoCallWindow />
        <PreCallCheck title="Consultation" onJoin={nothing} />
        <ConferencePage onOpenSession={nothing} onLeave={nothing} />
      </CallsProvider>,
    );
    for (const text of ['Appel vidéo', 'Mes appels', 'Consultation', 'Rejoindre avec un code'])
      expect(html).toContain(text);
    expect(html).not.toContain('incoming-call');
    expect(renderToStaticMarkup(<WebRTCWidget token="t" conversationId="c" />)).toContain('webrtc-widget');
  });

  it('a guest needs no calls of somebody who is signed in, and reads their own language', () => {
    const page = <ConferencePage guest shareToken="t" onOpenSession={nothing} onLeave={nothing} />;
    expect(drawn(page, 'en-GB')).toContain('Ask to come in');
  });

  it('calls wait with a reason while there is no connection', () => {
    const html = drawn(
      <CallsProvider>
        <CallActions conversationId="c" />
      </CallsProvider>,
    );
    expect(html).toContain('aria-disabled="true"');
    expect(html).toContain('Hors ligne');
  });

  it('say what is missing when there is no provider', () => {
    const Orphan = () => String(useCalls().state.signaling);
    expect(() => drawn(<Orphan />)).toThrow('<CallsProvider>');
  });

  it('a record says which way it went, how it ended and how long it was', () => {
    const person = { id: 'p', side: 'client', subject: '1', name: 'Léa Martin' } as const;
    const media = { audio: true, video: true, screen: false };
    const part = { state: 'left', ringUntil: null, device: null, media, joinedAt: null, leftAt: null } as const;
    const call: PastCall['call'] = {
      id: 'call',
      conversationId: null,
      kind: 'video',
      mode: 'ring',
      topology: 'mesh',
      status: 'ended',
      endReason: 'completed',
      title: null,
      initiatorId: 'me',
      hostId: 'me',
      code: null,
      link: '',
      participants: [
        { ...part, id: 'me', person: null, name: 'Moi', role: 'professional' },
        { ...part, id: 'other', person, name: person.name, role: 'client' },
      ],
      version: 3,
      createdAt: '2026-03-02T09:00:00.000Z',
      answeredAt: '2026-03-02T09:00:05.000Z',
      endedAt: '2026-03-02T09:04:12.000Z',
      expiresAt: '2026-03-02T21:00:00.000Z',
    };
    const past = { call, participantId: 'me', quality: null };
    const shown = drawn(
      <CallsProvider>
        <CallRecord past={{ ...past, direction: 'outgoing', missed: false, durationMs: 247_000 }} look="row" />
        <CallRecord past={{ ...past, direction: 'incoming', missed: true, durationMs: null }} />
      </CallsProvider>,
    );
    for (const text of ['Léa Martin', 'passé', 'Appel vidéo, 4:07', 'Appel vidéo manqué'])
      expect(shown).toContain(text);
  });
});

describe('Messages that bring calls', () => {
  const { client } = scripted({ conversations: { c: entry() } });
  const thread = <SecureMessaging contextType="conversation" contextId="c" />;
  const draw = (children: ReactNode, slots = {}) =>
    renderToStaticMarkup(
      <CauserieProvider client={client} slots={slots}>
        {children}
      </CauserieProvider>,
    );
  const Ours = () => 'ours';

  it('have buttons that call in their threads, unless they are told not to', () => {
    expect(draw(thread)).toContain('data-testid="call-video"');
    expect(draw(<SecureMessaging contextType="conversation" contextId="c" calls={false} />)).not.toContain(
      'call-video',
    );
    expect(draw(<PlainSecureMessaging contextType="conversation" contextId="c" />)).not.toContain('call-video');
  });

  it('leave to a host what the host filled, and add nothing below its own calls', () => {
    const filled = draw(thread, { ThreadActions: Ours });
    expect(filled).toContain('ours');
    expect(filled).not.toContain('call-video');
    expect(draw(<CallsProvider>{thread}</CallsProvider>)).not.toContain('call-video');
  });
});

describe('A call that goes on elsewhere', () => {
  it('is offered from another device, and never from this very one', () => {
    const { callLine } = createCauserie({ url: '', getToken: () => '' });
    const line = { ...callLine, whoAmI: () => ({ personId: 'me' }) };
    const calls = createCalls({ line });
    const withDevice = (device: string) => {
      const call = {
        id: 'call',
        title: 'Avis',
        participants: [{ id: 'p', person: { id: 'me' }, state: 'joined', device }],
      };
      const state = { ...calls.getSnapshot(), calls: { call } } as unknown as CallsState;
      return drawn(
        <CallsProvider line={line} calls={{ ...calls, getSnapshot: () => state }}>
          <CallElsewhere />
        </CallsProvider>,
      );
    };
    expect(withDevice('another')).toContain('call-elsewhere');
    expect(withDevice(line.device)).toBe('');
  });
});

describe('figures of calls', () => {
  it('are written as a clock writes them', () => {
    expect([0, 7_000, 67_000, 3_753_999].map(asClock)).toEqual(['0:00', '0:07', '1:07', '1:02:33']);
  });

  it('a line has more bars the better it is, none while it is repaired, and nothing to say before it was measured', () => {
    const line = (state: 'connecting' | 'connected' | 'interrupted', score: number | null) => barsOf({ state, score });
    expect([4.4, 3.5, 2.6, 1.2].map((score) => line('connected', score))).toEqual([4, 3, 2, 1]);
    expect([line('interrupted', 4), line('connected', null), line('connecting', 4), barsOf(null)]).toEqual([
      0,
      null,
      null,
      null,
    ]);
  });
});
