import type { Failure } from '@causerie/client';
import { type Call, type CallPhase, type Calls, incomingCalls, type MediaState } from '@causerie/client/calls';
import { useEffect, useMemo } from 'react';
import { useNearbyCalls } from '../components/calls/calls-provider.tsx';
import { type Bars, barsOf } from '../components/calls/line-quality.ts';
import { type CallSurroundings, callsOver, holdCalls } from '../components/calls/shared-calls.ts';
import { idleClient } from '../components/ready-made/shared-client.ts';
import { useMessenger } from '../components/ready-made/stand-alone.tsx';
import { type CallVerbs, callVerbs } from './call-verbs.ts';
import { useObservable } from './use-observable.ts';
import { type Other, ownCallOf } from './use-own-call.ts';
import { type Permissions, usePermissions } from './use-permissions.ts';

export type { CallTo } from './call-verbs.ts';

/** Calls of the person, as {@link useWebRTC} gives them. */
export interface WebRTC extends CallVerbs {
  /** The engine itself, for what is not here: rooms, links, rehearsals. */
  calls: Calls;
  /** The call in which this device takes part, or waits to; null without one. */
  call: Call | null;
  /** Where it stands: `starting`, `waiting` to be let in, `calling`, `alone`, `connecting`, `connected`, `interrupted`. */
  phase: CallPhase | null;
  isInCall: boolean;
  /** Calls that ask for me. */
  incoming: readonly Call[];
  /** My own picture, without sound: the screen while it is shared, or the camera. */
  localStream: MediaStream | null;
  /** What arrives, by participant. */
  remoteStreams: Readonly<Record<string, MediaStream>>;
  /** Who else takes part. */
  others: readonly Other[];
  /** Microphone, camera and loudspeaker, and what came of opening them; null without a call. */
  media: MediaState | null;
  /** What may be chosen from; empty before the first call. */
  devices: MediaState['devices'];
  /** Whether the person allowed microphone and camera. */
  permissions: Permissions;
  /** 1 to 4 bars of the worst connection; 0 while it is being repaired, null before it was measured. */
  quality: Bars | null;
  /** Why the last verb did not work. The next verb clears it. */
  error: Failure | null;
  clearError(): void;
}

const NO_DEVICES: MediaState['devices'] = { microphone: [], camera: [], speaker: [] };

/**
 * Everything that a screen for calls needs. Without a `CallsProvider` above it, it goes by the calls that all of the page share, those
 * of the messenger that `useMessaging` finds; while there is none, nothing goes on and verbs leave `unauthenticated` in `error`. Its
 * verbs are stable from one render to the next.
 */
export function useWebRTC(): WebRTC {
  const surroundings = useAnyCalls();
  const { calls, line, stage } = surroundings;
  const state = useObservable(calls);
  const { own, call, phase, others } = ownCallOf(surroundings, state);
  const { error } = useObservable(stage);
  const verbs = useMemo(() => callVerbs(surroundings), [surroundings]);
  const streams = others.flatMap(({ participant, stream }) => (stream === null ? [] : [[participant.id, stream]]));
  const bars = others.map(({ link }) => barsOf(link)).filter((one) => one !== null);
  return {
    calls,
    ...verbs,
    call,
    phase,
    isInCall: own !== null,
    incoming: incomingCalls(state, line.whoAmI()),
    localStream: own?.media.preview ?? null,
    remoteStreams: Object.fromEntries(streams) as Record<string, MediaStream>,
    others,
    media: own?.media ?? null,
    devices: own?.media.devices ?? NO_DEVICES,
    permissions: usePermissions(own?.media ?? null),
    quality: bars.length === 0 ? null : (Math.min(...bars) as Bars),
    error,
  };
}

/** The calls of the nearest provider; without one those of the messenger of the page, held as long as the component is there. */
function useAnyCalls(): CallSurroundings {
  const nearby = useNearbyCalls();
  const client = useMessenger();
  const line = nearby === null ? (client?.callLine ?? null) : null;
  useEffect(() => (line === null ? undefined : holdCalls(line)), [line]);
  return nearby ?? callsOver(line ?? idleClient().callLine);
}
