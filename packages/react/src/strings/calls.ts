import type { CauserieErrorCode } from '@causerie/client';
import type { CallKind, CallPhase, MediaFailure, OverReason, PastCall, RehearsalStep } from '@causerie/client/calls';

type Source = 'camera' | 'microphone';
type EndReason = NonNullable<PastCall['call']['endReason']>;

/** Texts of calls. `name` and `names` are of other people; a `clock` is a duration such as `4:07`, a `when` a day with its time. */
export interface CallsStrings extends BeforeCalls, DuringCalls, RoomsOfCalls, PastOfCalls {
  title: string;
  failures: Partial<Record<CauserieErrorCode, string>>;
  failed: string;
}

/** Calling, being called, and the look into the mirror before. */
interface BeforeCalls {
  callVideo: string;
  callAudio: string;
  returnToCall: string;
  joinLive: string;
  /** Whoever was to be called is not known here. */
  nobodyFound: string;
  obstacleClosed: string;
  obstacleInCall: string;
  obstacleEarly: (when: string) => string;
  obstacleLate: string;
  obstacleNoMicrophone: string;
  obstacleUnsupported: string;
  obstacleInsecure: string;
  obstacleOffline: string;
  incoming: Record<CallKind, string>;
  incomingRoom: string;
  incomingTitle: (name: string) => string;
  incomingLeaves: string;
  incomingKeys: string;
  accept: string;
  acceptAudio: string;
  acceptVideo: string;
  decline: string;
  checkDevices: string;
  tapForSound: string;
  missedFrom: (name: string) => string;
  callBack: string;
  writeInstead: string;
  devices: Record<Source | 'speaker', string>;
  devicesTitle: string;
  speakerTest: string;
  cameraStarting: string;
  cameraIsOff: string;
  voiceTry: string;
  voiceHeard: string;
  mediaFailures: Record<Source, Record<MediaFailure, string>>;
  permissionHelp: Record<'chrome' | 'android' | 'firefox' | 'safari' | 'ios', string>;
  networkTitle: string;
  networkTrying: string;
  networkFailed: string;
  networkDetails: string;
  networkAgain: string;
  networkSteps: Record<RehearsalStep, string>;
  join: string;
  joinAnyway: string;
  joining: string;
  cancel: string;
}

/** The window of a call. */
interface DuringCalls {
  phases: Record<CallPhase, string>;
  calling: string;
  ringing: string;
  connecting: string;
  reconnecting: string;
  interrupted: string;
  aloneTitle: string;
  aloneHint: string;
  you: string;
  yourScreen: string;
  screenOf: (name: string) => string;
  isMuted: (name: string) => string;
  isHeard: (name: string) => string;
  moveSelf: string;
  controls: string;
  mute: string;
  unmute: string;
  cameraOff: string;
  share: string;
  sharing: string;
  stopSharing: string;
  layoutGrid: string;
  layoutSpeaker: string;
  people: string;
  chat: string;
  more: string;
  invite: string;
  hangUp: string;
  leaveCall: string;
  endForAll: string;
  pictureInPicture: string;
  fullScreen: string;
  leaveFullScreen: string;
  openThread: string;
  smaller: string;
  larger: string;
  small: string;
  keysTitle: string;
  keyMicrophone: string;
  keyCamera: string;
  keyEscape: string;
  escapeKey: string;
  /** From 0 (being repaired) to 4 bars. */
  quality: Record<0 | 1 | 2 | 3 | 4, string>;
  ladder: Record<'audio' | 'chat', string>;
  signalingLost: string;
  soundBlocked: string;
  allowSound: string;
  mutedTalking: string;
  roles: Record<'professional' | 'client' | 'guest', string>;
  remove: string;
}

/** Rooms, their doors, and who waits there. */
interface RoomsOfCalls {
  homeTitle: string;
  openTitle: string;
  openHint: string;
  roomName: string;
  roomNameExample: string;
  largeRoom: string;
  openRoom: string;
  codeFormTitle: string;
  codeFormHint: string;
  codeField: string;
  codeGo: string;
  entranceTitle: string;
  entranceHint: string;
  entranceWith: (names: string) => string;
  guestTitle: string;
  guestHint: string;
  guestBack: string;
  yourName: string;
  askIn: string;
  roomFailed: string;
  noRoom: string;
  noRoomHint: string;
  roomOver: string;
  roomOverHint: string;
  toRooms: string;
  lobbyTitle: string;
  lobbyHint: (name: string) => string;
  lobbyLeave: string;
  asksIn: (names: string) => string;
  waitingTitle: string;
  guestAsksIn: string;
  personAsksIn: string;
  admit: string;
  refuse: string;
  codeTitle: string;
  codeHint: string;
  copyCode: string;
  copied: string;
  linkTitle: string;
  linkHint: string;
  linkLife: string;
  lifeOf: (hours: number) => string;
  singleSeat: string;
  makeLink: string;
  copyLink: string;
  shareLink: string;
  shareTitle: string;
  linksTitle: string;
  linkForOne: string;
  linkForMany: (useCount: number) => string;
  linkUntil: (when: string) => string;
  revoke: string;
}

/** What became of calls. */
interface PastOfCalls {
  over: Record<OverReason, (name: string) => string>;
  lasted: (clock: string) => string;
  rejoin: string;
  callAgain: string;
  resumeHere: string;
  elsewhere: string;
  historyTitle: string;
  historyAll: string;
  historyMissed: string;
  historyMore: string;
  historyNone: string;
  historyNoneMissed: string;
  directions: Record<'incoming' | 'outgoing', string>;
  kinds: Record<CallKind, string>;
  record: {
    lasted: (kind: string, clock: string) => string;
    missed: (kind: string) => string;
    unanswered: Record<EndReason, (kind: string) => string>;
  };
  figures: Record<'title' | 'total' | 'answered' | 'missed' | 'mean', string>;
}

export { callsEn } from './calls-en.ts';
export { callsFr } from './calls-fr.ts';
