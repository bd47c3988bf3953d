import { createValue } from '@causerie/client';
import {
  type Call,
  type CallLine,
  type CallParticipant,
  type Calls,
  type CallsState,
  createCalls,
  type MediaState,
  nothingOpen,
  type OwnCall,
  type PastCall,
} from '@causerie/client/calls';
import { CauserieProvider } from '@causerie/react';
import { CallsProvider } from '@causerie/react/calls';
import { type ReactNode, useEffect, useState } from 'react';
import { stillClient } from './still-client.ts';

const MINUTE_MS = 60_000;
const agoMs = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();
const me = { id: 'me', side: 'client', subject: '7', name: 'Léa Martin' } as const;

/** Somebody in a call of the gallery. */
export function participant(id: string, name: string, over: Partial<CallParticipant> = {}): CallParticipant {
  return {
    id,
    person: { id, side: 'professional', subject: id, name },
    name,
    role: 'professional',
    state: 'joined',
    ringUntil: null,
    device: `device-${id}`,
    media: { audio: true, video: true, screen: false },
    joinedAt: agoMs(4 * MINUTE_MS),
    leftAt: null,
    ...over,
  };
}

export const doctor = participant('doctor', 'Dr Camille Moreau');
export const myself = participant('me', me.name, { person: me, role: 'client' });
export const guest = participant('guest', 'Paul Martin', { person: null, role: 'guest' });

/** A call of the gallery, of the two of them where nothing else is said. */
export function callOf(over: Partial<Call> = {}): Call {
  return {
    id: 'call',
    conversationId: 'conversation',
    kind: 'video',
    mode: 'ring',
    topology: 'mesh',
    status: 'active',
    endReason: null,
    title: null,
    initiatorId: 'doctor',
    hostId: 'doctor',
    code: '7K3D-9QXA-M2P',
    link: '/conference/call',
    participants: [doctor, myself],
    version: 1,
    createdAt: agoMs(5 * MINUTE_MS),
    answeredAt: agoMs(4 * MINUTE_MS),
    endedAt: null,
    expiresAt: agoMs(-60 * MINUTE_MS),
    ...over,
  };
}

/** Pictures for people by their id; drawn, because a gallery has no cameras. */
export type Pictures = Readonly<Record<string, MediaStream>>;

/** Media as they are once microphone and camera are open. */
export function mediaOf(pictures: Pictures, over: Partial<MediaState> = {}): MediaState {
  return {
    ...nothingOpen,
    microphone: { on: true, failure: null, deviceId: 'microphone' },
    camera: { on: true, failure: null, deviceId: 'camera' },
    sends: { audio: true, video: true, screen: false },
    preview: pictures['me'] ?? null,
    devices: {
      microphone: [{ id: 'microphone', label: 'Micro intégré' }],
      camera: [{ id: 'camera', label: 'Caméra frontale' }],
      speaker: [{ id: 'speaker', label: 'Haut-parleurs' }],
    },
    ...over,
  };
}

/** My part in a call, connected to everybody else who is in it. */
export function ownOf(call: Call, pictures: Pictures, over: Partial<OwnCall> = {}): OwnCall {
  const others = call.participants.filter(({ id, state }) => id !== 'me' && state === 'joined');
  const links = others.map(({ id }, index) => {
    const stream = pictures[id];
    const score = 4.3 - index * 0.9;
    return [id, { state: 'connected', streams: stream === undefined ? {} : { [id]: stream }, quality: null, score }];
  });
  return {
    callId: call.id,
    media: mediaOf(pictures),
    links: Object.fromEntries(links) as OwnCall['links'],
    ladder: { rung: 'video', badSinceMs: null, cause: null, goodSinceMs: null, falls: 0, steps: [] },
    setupMs: 800,
    ...over,
  };
}

const past: PastCall[] = [
  [120, 'outgoing', false, 1_453_000, 'completed', 'video'],
  [1_600, 'incoming', true, null, 'missed', 'video'],
  [4_400, 'outgoing', false, null, 'declined', 'audio'],
  [9_000, 'incoming', false, 312_000, 'completed', 'audio'],
].map(([minutes, direction, missed, durationMs, endReason, kind], index) => ({
  call: callOf({
    id: `past-${index}`,
    status: 'ended',
    createdAt: agoMs(Number(minutes) * MINUTE_MS),
    endReason: endReason as 'completed',
    kind: kind as 'video',
  }),
  participantId: 'me',
  direction: direction as 'incoming',
  missed: missed === true,
  durationMs: durationMs as number | null,
  quality: null,
}));

/** Calls that are over, as a history tells them. */
export const pastCalls: readonly PastCall[] = past;

const answers: Readonly<Record<string, unknown>> = {
  '/v1/calls/history': { items: past, nextCursor: 'more' },
  '/v1/calls/stats': {
    from: agoMs(30 * 24 * 60 * MINUTE_MS),
    to: agoMs(0),
    total: 42,
    answered: 36,
    missed: 4,
    durationMs: { total: 36 * 812_000, mean: 812_000, p95: 1_800_000 },
    setupMs: { p50: 700, p95: 1_900 },
    relayShare: 0.3,
    byReason: { completed: 36, missed: 4, declined: 2 },
  },
  '/v1/calls/call/share-tokens': {
    items: [
      {
        id: 'link',
        callId: 'call',
        createdAt: agoMs(MINUTE_MS),
        expiresAt: agoMs(-24 * 60 * MINUTE_MS),
        revokedAt: null,
        singleSeat: true,
        useCount: 0,
      },
    ],
  },
};

const line: CallLine = {
  transport: {
    isReady: () => false,
    request: () => new Promise(() => undefined),
    listen: () => () => undefined,
  },
  rest: (_method, path) => Promise.resolve(answers[path.split('?')[0] ?? ''] as never),
  device: 'gallery-device',
  whoAmI: () => ({ personId: 'me' }),
};

/** Calls that show one state for ever and do nothing. */
function stillCalls(state: Partial<CallsState>): Calls {
  const calls = createCalls({ line });
  const value = createValue<CallsState>({ ...calls.getSnapshot(), signaling: true, ...state });
  const nothing = () => new Promise<never>(() => undefined);
  return {
    ...calls,
    getSnapshot: value.getSnapshot,
    subscribe: value.subscribe,
    start: nothing,
    accept: nothing,
    decline: nothing,
    join: nothing,
    rehearse: nothing,
  };
}

export interface SceneProps {
  /** What is shown, made of the pictures of those who have one. */
  state(pictures: Pictures): Partial<CallsState>;
  side?: 'professional' | 'client';
  /** Height of the box in rem; the scene is as high as it needs without it. */
  height?: number;
  children: ReactNode;
}

/** A place of the gallery with calls in one state. The pictures are drawn after it was mounted. */
export function Scene({ state, side = 'client', height, children }: SceneProps) {
  const [shown, setShown] = useState<Calls | null>(null);
  const [client] = useState(() => stillClient({ me: { ...me, side }, list: LOADED }));
  useEffect(() => {
    const drawings = ['me', 'doctor', 'colleague', 'guest'].map((id, index) => [id, drawPerson(index)] as const);
    setShown(stillCalls(state(Object.fromEntries(drawings.map(([id, { stream }]) => [id, stream])))));
    return () => drawings.forEach(([, { stop }]) => stop());
    // The scene is still: what it was first drawn with, it stays.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  if (shown === null) return null;
  const locale = document.documentElement.lang;
  return (
    <CauserieProvider client={client} locale={locale}>
      <CallsProvider calls={shown} line={line}>
        <div style={height === undefined ? undefined : { height: `${height}rem` }}>{children}</div>
      </CallsProvider>
    </CauserieProvider>
  );
}

const LOADED = { loading: 'idle', loaded: true, nextCursor: null, failure: null } as const;
const GROUNDS = [
  ['#b9cfc6', '#5d7d74'],
  ['#d9c6ad', '#86684a'],
  ['#c2cbe0', '#56648a'],
  ['#dfc3c6', '#8a5560'],
] as const;

/** Somebody in front of a wall, who moves a little. */
function drawPerson(index: number): { stream: MediaStream; stop(): void } {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 640, height: 480 });
  const context = canvas.getContext('2d');
  const [wall, coat] = GROUNDS[index % GROUNDS.length] ?? GROUNDS[0];
  const circle = (x: number, y: number, radius: number, colour: string) => {
    if (context === null) return;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.fill();
  };
  const draw = () => {
    if (context === null) return;
    const sway = Math.sin(performance.now() / 900 + index) * 6;
    context.fillStyle = wall;
    context.fillRect(0, 0, canvas.width, canvas.height);
    circle(320 + sway / 2, 560, 230, coat);
    circle(320 + sway, 235, 104, '#4a342a');
    circle(320 + sway, 250, 92, '#e9c3a5');
  };
  draw();
  const timer = setInterval(draw, 100);
  const stream = canvas.captureStream(10);
  return {
    stream,
    stop() {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
