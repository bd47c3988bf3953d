export type {
  Call,
  CallHistoryPage,
  CallKind,
  CallParticipant,
  CallShare,
  CallStats,
  CallWindowAnswer,
  CreatedShareToken,
  PastCall,
  RehearsalOutcome,
} from '@causerie/contracts';
export {
  type Begin,
  type Calls,
  type CallsOptions,
  createCalls,
  type HistoryQuery,
  type NewCall,
  type StatsQuery,
} from './calls.ts';
export type { ChosenDevices } from './chosen-devices.ts';
export { browserCalls, type CallsEnvironment } from './environment.ts';
export { askInAsGuest, type GuestLine, type GuestOptions, type GuestPass, resumeAsGuest } from './guest.ts';
export type { Ladder, Rung, Step, StepCause } from './ladder.ts';
export { createPreview, type MediaPreview } from './media-preview.ts';
export {
  type Device,
  type DeviceKind,
  type MediaFailure,
  type MediaState,
  nothingOpen,
  type SourceState,
} from './media-state.ts';
export { type PlainSocket, PlainTransport, type PlainTransportDeps } from './plain-transport.ts';
export type { LineQuality } from './quality.ts';
export type { Finding, Rehearsal, RehearsalStep, TriedDevices, Verdict } from './rehearsal.ts';
export type { Words } from './rehearsal-texts.ts';
export {
  type CallPhase,
  type CallsState,
  incomingCalls,
  type LinkState,
  myPart,
  type OverReason,
  type OwnCall,
  phaseOf,
} from './state.ts';
export type { CallLine, CallListener, CallTransport, CallVerb, CallVerbs } from './transport.ts';
