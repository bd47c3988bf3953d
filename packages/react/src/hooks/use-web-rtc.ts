import type { Failure } from '@causerie/client';
import type {
  Begin,
  Call,
  CallHistoryPage,
  CallPhase,
  Calls,
  CallStats,
  DeviceKind,
  HistoryQuery,
  MediaState,
  NewCall,
} from '@causerie/client/calls';
import { incomingCalls } from '@causerie/client/calls';
import { useMemo } from 'react';
import { useCallSurroundings } from '../components/calls/calls-provider.tsx';
import { type Bars, barsOf } from '../components/calls/line-quality.ts';
import { type Permissions, usePermissions } from './use-permissions.ts';
import { attempt, type Stage } from '../components/calls/stage.ts';
import { useObservable } from './use-observable.ts';
import { type Other, useOwnCall } from './use-own-call.ts';

/** A page of my history with the figures over the last 30 days. */
export interface HistoryWithStatistics extends CallHistoryPage {
  statistics: CallStats;
}

/** What one does with calls. None of them rejects: what did not work is in {@link WebRTC.error}, and the answer is null. */
export interface CallVerbs {
  /** Calls somebody, or joins the call that the conversation has already. */
  startCall(call: NewCall, begin?: Begin): Promise<Call | null>;
  acceptCall(callId: string, begin?: Begin): Promise<Call | null>;
  declineCall(callId: string): Promise<void>;
  /** Hangs up; `forEverybody` ends the call, which the host of a room may. */
  endCall(options?: { forEverybody?: boolean }): Promise<void>;
  /** Joins a room that I know, or by its code, or by the token of a link. */
  joinCall(which: Parameters<Calls['join']>[0], begin?: Begin): Promise<Call | null>;
  /** Mutes the microphone, or opens it again. */
  toggleMicrophone(): Promise<void>;
  /** Turns the camera off (its light goes out), or on again. */
  toggleCamera(): Promise<void>;
  /** Shows a screen, or stops to; resolves to whether one is shown. */
  shareScreen(on: boolean): Promise<boolean>;
  chooseDevice(kind: DeviceKind, deviceId: string): Promise<void>;
  /** My calls, newest first. */
  history(query?: HistoryQuery): Promise<HistoryWithStatistics | null>;
  /** The same under their other names. */
  initiate: CallVerbs['startCall'];
  accept: CallVerbs['acceptCall'];
  refuse: CallVerbs['declineCall'];
  end: CallVerbs['endCall'];
}

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

/** Everything that a screen for calls needs, below a `CallsProvider`. Its verbs are stable from one render to the next. */
export function useWebRTC(): WebRTC {
  const { calls, line, stage } = useCallSurroundings();
  const { state, own, call, phase, others } = useOwnCall();
  const { error } = useObservable(stage);
  const verbs = useMemo(() => verbsOf(calls, stage), [calls, stage]);
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

function verbsOf(calls: Calls, stage: Stage): CallVerbs & { clearError(): void } {
  const tried = <T>(run: () => Promise<T>): Promise<T | null> => attempt(stage, run);
  const media = (): MediaState | null => calls.getSnapshot().own?.media ?? null;
  const entering = (run: () => Promise<Call>): Promise<Call | null> => {
    stage.change({ size: 'full' });
    return tried(run);
  };
  const verbs = {
    startCall: (call: NewCall, begin?: Begin) => entering(() => calls.start(call, begin)),
    acceptCall: (callId: string, begin?: Begin) => entering(() => calls.accept(callId, begin)),
    declineCall: async (callId: string) => void (await tried(() => calls.decline(callId))),
    endCall: async (options?: { forEverybody?: boolean }) => void (await tried(() => calls.hangUp(options))),
  };
  return {
    ...verbs,
    joinCall: (which, begin) => entering(() => calls.join(which, begin)),
    toggleMicrophone: async () => void (await tried(() => calls.setMicrophone(media()?.microphone.on !== true))),
    toggleCamera: async () => void (await tried(() => calls.setCamera(media()?.camera.on !== true))),
    shareScreen: async (on) => (await tried(() => calls.shareScreen(on))) ?? false,
    chooseDevice: async (kind, deviceId) => void (await tried(() => calls.useDevice(kind, deviceId))),
    history: (query) =>
      tried(async () => {
        const [page, statistics] = await Promise.all([calls.history(query), calls.stats()]);
        return { ...page, statistics };
      }),
    clearError: () => stage.change({ error: null }),
    initiate: verbs.startCall,
    accept: verbs.acceptCall,
    refuse: verbs.declineCall,
    end: verbs.endCall,
  };
}
