import { CauserieError } from '@causerie/client';
import type {
  Begin,
  Call,
  CallHistoryPage,
  Calls,
  CallStats,
  DeviceKind,
  HistoryQuery,
  MediaState,
  NewCall,
} from '@causerie/client/calls';
import { type CallSurroundings, isIdle } from '../components/calls/shared-calls.ts';
import { aboutWhom, attempt } from '../components/calls/stage.ts';
import { given, refusal } from '../components/ready-made/common.ts';
import { type GivenId, idOf } from '../components/ready-made/context-conversation.ts';

/** Whom to call, and how. What is null was not given. */
export type CallTo = { [Key in keyof NewCall]?: NewCall[Key] | null | undefined } & {
  /** The person's id in the host's system, where no `conversationId` is given: their conversation is found, or made. */
  toUserId?: GivenId;
};

/** A page of my history with the figures over the last 30 days. */
export interface HistoryWithStatistics extends CallHistoryPage {
  statistics: CallStats;
}

/** What one does with calls. None of them rejects: what did not work is in `error`, and the answer is null. */
export interface CallVerbs {
  /** Calls somebody, or joins the call that the conversation has already. */
  startCall(call: CallTo, begin?: Begin): Promise<Call | null>;
  /** Answers a call; without an id the first that asks for me. */
  acceptCall(callId?: string | null, begin?: Begin): Promise<Call | null>;
  /** Refuses a call; without an id the first that asks for me. */
  declineCall(callId?: string | null): Promise<void>;
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

/** The verbs over some calls; what does not work is told on their stage. */
export function callVerbs({ calls, line, stage }: CallSurroundings): CallVerbs & { clearError(): void } {
  const tried = <T>(run: () => Promise<T>): Promise<T | null> =>
    attempt(stage, async () => {
      if (isIdle(line)) throw refusal('unauthenticated', 'there is no token, or no <CauserieProvider>');
      return run();
    });
  const media = (): MediaState | null => calls.getSnapshot().own?.media ?? null;
  const entering = (run: () => Promise<Call>): Promise<Call | null> => {
    stage.change({ size: 'full' });
    return tried(run);
  };
  /** The call that is meant. A host may hand a verb to a button as it is, which then gives it an event. */
  const meant = (callId: unknown): string => {
    const id = typeof callId === 'string' ? callId : calls.incoming()[0]?.id;
    if (id === undefined) throw refusal('not_found', 'nobody calls');
    return id;
  };
  const newCall = async ({ toUserId, ...call }: CallTo): Promise<NewCall> => {
    const said: Partial<NewCall> = given(call);
    const withSubject = idOf(toUserId);
    if ((said.conversationId ?? said.personId) !== undefined || withSubject === null) return said;
    try {
      const { id } = await line.rest<{ id: string }>('POST', '/v1/conversations', { withSubject });
      return { ...said, conversationId: id };
    } catch (error) {
      throw error instanceof CauserieError ? new CauserieError(aboutWhom(error.failure)) : error;
    }
  };
  const verbs: Pick<CallVerbs, 'startCall' | 'acceptCall' | 'declineCall' | 'endCall'> = {
    startCall: (call, begin) => entering(async () => calls.start(await newCall(call), begin)),
    acceptCall: (callId, begin) => entering(async () => calls.accept(meant(callId), begin)),
    declineCall: async (callId) => void (await tried(async () => calls.decline(meant(callId)))),
    endCall: async (options) => void (await tried(() => calls.hangUp(options))),
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
