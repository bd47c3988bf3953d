export { CallActions, CallButton, type CallButtonProps } from './components/calls/call-button.tsx';
export { CallHistory, type CallHistoryProps } from './components/calls/call-history.tsx';
export { CallRecord, type CallRecordProps } from './components/calls/call-record.tsx';
export { CallsProvider, type CallsProviderProps, useCalls } from './components/calls/calls-provider.tsx';
export { ConferencePage, type ConferencePageProps } from './components/calls/conference-page.tsx';
export { IncomingCall, type IncomingCallProps } from './components/calls/incoming-call.tsx';
export { PreCallCheck, type PreCallCheckProps } from './components/calls/pre-call-check.tsx';
export { VideoCallWindow, type VideoCallWindowProps } from './components/calls/video-call-window.tsx';
export {
  WebRTCButton,
  type WebRTCButtonProps,
  WebRTCWidget,
  type WebRTCWidgetProps,
} from './components/calls/web-rtc-widget.tsx';
export { type PastCalls, usePastCalls } from './hooks/use-past-calls.ts';
export { useWebRTC, type WebRTC } from './hooks/use-web-rtc.ts';
export { CallsBetween } from './components/calls/calls-between.tsx';
