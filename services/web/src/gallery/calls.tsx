import type { Call, CallsState, OwnCall } from '@causerie/client/calls';
import {
  CallButton,
  CallHistory,
  CallRecord,
  ConferencePage,
  IncomingCall,
  PreCallCheck,
  VideoCallWindow,
} from '@causerie/react/calls';
import {
  callOf,
  doctor,
  guest,
  mediaOf,
  myself,
  ownOf,
  participant,
  pastCalls,
  type Pictures,
  Scene,
} from './calls-scene.tsx';
import type { GallerySection, GalleryState } from './section.ts';

const nothing = () => undefined;
const PHONE_REM = 44;
const colleague = participant('colleague', 'Sami Haddad, kinésithérapeute', {
  media: { audio: false, video: true, screen: false },
});

/** A call with me in it. */
function inCall(call: Call, over: (pictures: Pictures) => Partial<OwnCall> = () => ({})) {
  return (pictures: Pictures): Partial<CallsState> => ({
    calls: { [call.id]: call },
    own: ownOf(call, pictures, over(pictures)),
  });
}

interface CallScene {
  id: string;
  title: { fr: string; en: string };
  state(pictures: Pictures): Partial<CallsState>;
  wide?: boolean;
  side?: 'professional';
}

function windowState({ id, title, state, wide = false, side }: CallScene): GalleryState {
  return {
    id,
    title,
    wide,
    render: () => (
      <Scene state={state} height={wide ? 42 : PHONE_REM} {...(side === undefined ? {} : { side })}>
        <VideoCallWindow placement="inline" onOpenConversation={nothing} />
      </Scene>
    ),
  };
}

const couple = callOf();
const ringing = callOf({
  status: 'ringing',
  answeredAt: null,
  initiatorId: 'me',
  participants: [{ ...doctor, state: 'ringing', joinedAt: null }, myself],
});
const room = callOf({
  mode: 'room',
  title: 'Avis sur le genou',
  hostId: 'me',
  participants: [
    doctor,
    colleague,
    { ...guest, id: 'guest' },
    {
      ...myself,
      role: 'professional',
      person: { id: 'me', side: 'professional', subject: '7', name: 'Dr Léa Martin' },
    },
  ],
});
const asked = {
  ...room,
  participants: [
    ...room.participants.slice(0, 1),
    { ...guest, state: 'waiting' as const },
    ...room.participants.slice(3),
  ],
};
const sharing = callOf({ participants: [{ ...doctor, media: { audio: true, video: true, screen: true } }, myself] });
const waiting = callOf({
  mode: 'room',
  title: null,
  participants: [doctor, { ...myself, state: 'waiting', joinedAt: null }],
});

const calls: readonly CallScene[] = [
  { id: 'ringing', title: { fr: 'Ça sonne', en: 'It rings' }, state: inCall(ringing) },
  { id: 'couple', title: { fr: 'À deux, sur un téléphone', en: 'Two people, on a telephone' }, state: inCall(couple) },
  { id: 'couple-wide', title: { fr: 'À deux', en: 'Two people' }, state: inCall(couple), wide: true },
  {
    id: 'room',
    title: { fr: 'À plusieurs', en: 'Several people' },
    state: inCall(room),
    wide: true,
    side: 'professional',
  },
  {
    id: 'room-phone',
    title: { fr: 'À plusieurs, sur un téléphone', en: 'Several, on a telephone' },
    state: inCall(room),
  },
  {
    id: 'asks-in',
    title: { fr: 'Quelqu’un demande à entrer', en: 'Somebody asks to come in' },
    state: inCall(asked),
    side: 'professional',
  },
  { id: 'screen', title: { fr: 'Un écran partagé', en: 'A shared screen' }, state: inCall(sharing), wide: true },
  {
    id: 'weak',
    title: { fr: 'La ligne est faible', en: 'The line is weak' },
    state: inCall(couple, () => ({
      ladder: { rung: 'audio', badSinceMs: null, cause: 'loss', goodSinceMs: null, falls: 1, steps: [] },
      links: { doctor: { state: 'connected', streams: {}, quality: null, score: 1.8 } },
    })),
  },
  {
    id: 'interrupted',
    title: { fr: 'La connexion est coupée', en: 'The connection is lost' },
    state: inCall(couple, (pictures) => ({
      links: {
        doctor: {
          state: 'interrupted',
          streams: { doctor: pictures['doctor'] ?? new MediaStream() },
          quality: null,
          score: 1,
        },
      },
    })),
  },
  {
    id: 'refused',
    title: { fr: 'Caméra et micro refusés', en: 'Camera and microphone refused' },
    state: inCall(couple, (pictures) => ({
      media: mediaOf(pictures, {
        microphone: { on: true, failure: 'denied', deviceId: null },
        camera: { on: true, failure: 'denied', deviceId: null },
        sends: { audio: false, video: false, screen: false },
        preview: null,
      }),
    })),
  },
  { id: 'lobby', title: { fr: 'Salle d’attente', en: 'Waiting room' }, state: inCall(waiting) },
  {
    id: 'over',
    title: { fr: 'Après l’appel', en: 'After the call' },
    state: () => ({
      over: { callId: 'call', reason: 'completed', call: { ...couple, endedAt: new Date().toISOString() } },
    }),
  },
];

const incoming = (over: Partial<Call>): Partial<CallsState> => {
  const ringUntil = new Date(Date.now() + 30_000).toISOString();
  const invited = { ...myself, state: 'ringing' as const, joinedAt: null, ringUntil };
  return { calls: { call: callOf({ status: 'ringing', answeredAt: null, participants: [doctor, invited], ...over }) } };
};

const before: readonly GalleryState[] = [
  {
    id: 'buttons',
    title: { fr: 'Appeler', en: 'Calling' },
    render: () => (
      <Scene state={() => ({})}>
        <div style={{ display: 'flex', gap: '1rem', padding: '1rem' }}>
          <CallButton personId="doctor" />
          <CallButton personId="doctor" kind="audio" look="icon" />
        </div>
      </Scene>
    ),
  },
  {
    id: 'obstacle',
    title: { fr: 'Appeler n’est pas possible', en: 'No call is possible' },
    render: () => (
      <Scene state={() => ({ signaling: false })} height={10}>
        <div style={{ display: 'flex', gap: '1rem', justifyContent: 'end', padding: '1rem' }}>
          <CallButton personId="doctor" />
        </div>
      </Scene>
    ),
  },
  ...(['video', 'audio'] as const).map((kind) => ({
    id: `incoming-${kind}`,
    title: kind === 'video' ? { fr: 'Appel vidéo', en: 'Video call' } : { fr: 'Appel audio', en: 'Audio call' },
    render: () => (
      <Scene state={() => incoming({ kind })}>
        <IncomingCall placement="inline" />
      </Scene>
    ),
  })),
  {
    id: 'missed',
    title: { fr: 'Appel manqué', en: 'Missed call' },
    render: () => (
      <Scene
        state={() => ({
          lastEnded: callOf({
            status: 'ended',
            endReason: 'missed',
            participants: [doctor, { ...myself, state: 'missed' }],
          }),
        })}
      >
        <IncomingCall placement="inline" onOpenConversation={nothing} />
      </Scene>
    ),
  },
  {
    id: 'check',
    title: { fr: 'Avant l’appel', en: 'Before the call' },
    wide: true,
    render: () => (
      <Scene state={() => ({})}>
        <PreCallCheck title="Consultation de suivi" hint="Avec Dr Camille Moreau" onJoin={nothing} onCancel={nothing} />
      </Scene>
    ),
  },
];

const after: readonly GalleryState[] = [
  {
    id: 'conference',
    title: { fr: 'Salles et appels', en: 'Rooms and calls' },
    wide: true,
    render: () => (
      <Scene state={() => ({})} side="professional">
        <ConferencePage onOpenSession={nothing} onLeave={nothing} onOpenConversation={nothing} />
      </Scene>
    ),
  },
  {
    id: 'history',
    title: { fr: 'Mes appels', en: 'My calls' },
    render: () => (
      <Scene state={() => ({})}>
        <div style={{ padding: '1rem' }}>
          <CallHistory onOpenConversation={nothing} />
        </div>
      </Scene>
    ),
  },
  {
    id: 'records',
    title: { fr: 'Dans un fil', en: 'In a thread' },
    render: () => (
      <Scene state={() => ({})}>
        <div style={{ padding: '0.5rem' }}>
          {pastCalls.map((past) => (
            <CallRecord key={past.call.id} past={past} />
          ))}
        </div>
      </Scene>
    ),
  },
  {
    id: 'guest',
    title: { fr: 'Un invité arrive', en: 'A guest comes' },
    wide: true,
    render: () => (
      <Scene state={() => ({})}>
        <ConferencePage guest shareToken="gallery" onOpenSession={nothing} onLeave={nothing} />
      </Scene>
    ),
  },
];

/** Calls, in every state. */
export const callsSection: GallerySection = {
  id: 'calls',
  title: { fr: 'Appels', en: 'Calls' },
  states: [...before, ...calls.map(windowState), ...after],
};
