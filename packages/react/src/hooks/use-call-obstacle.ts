import type { CallWindowAnswer } from '@causerie/client/calls';
import { useEffect, useState } from 'react';
import { useCalls } from '../components/calls/calls-provider.tsx';
import { useSurroundings } from '../provider.tsx';
import { useSelected } from './use-causerie.ts';
import { useNow } from './use-now.ts';

/** Longest delay of a timer; what is later is looked at again then. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Why nobody can be called from here at the moment, in words for the person; null when nothing is in the way. */
export function useCallObstacle(conversationId: string | undefined): string | null {
  const { strings, dates } = useSurroundings();
  const { state } = useCalls();
  const texts = strings.calls;
  const microphone = useMicrophonePresence();
  const status = useSelected(({ conversations }) => conversations[conversationId ?? '']?.status);
  const window = useCallWindow(conversationId);
  const now = useNow();
  if (!state.signaling) return texts.obstacleOffline;
  if (status !== undefined && status !== 'active') return texts.obstacleClosed;
  if (state.own !== null) return texts.obstacleInCall;
  if (window !== null && !window.open) {
    const isAhead = window.opensAt !== null && Date.parse(window.opensAt) > now.getTime();
    return isAhead ? texts.obstacleEarly(dates.full(window.opensAt ?? '')) : texts.obstacleLate;
  }
  if (microphone !== 'insecure' && typeof RTCPeerConnection === 'undefined') return texts.obstacleUnsupported;
  if (microphone === 'missing') return texts.obstacleNoMicrophone;
  if (microphone === 'insecure') return texts.obstacleInsecure;
  return null;
}

/** When the call of a conversation may be opened; null while it is not known, and where there is no appointment to keep to. */
function useCallWindow(conversationId: string | undefined): CallWindowAnswer | null {
  const { calls, state } = useCalls();
  const hasAppointment = useSelected(({ conversations }) => conversations[conversationId ?? '']?.appointmentId != null);
  const [answer, setAnswer] = useState<CallWindowAnswer | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (conversationId === undefined || !hasAppointment || !state.signaling) return undefined;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    calls
      .window(conversationId)
      .then((told) => {
        if (stopped) return;
        setAnswer(told);
        const next = [told.opensAt, told.closesAt]
          .flatMap((at) => (at === null ? [] : [Date.parse(at) - Date.now()]))
          .filter((inMs) => inMs > 0);
        if (next.length > 0) timer = setTimeout(() => setTurn(turn + 1), Math.min(TIMER_MAX_MS, ...next));
      })
      // Whoever calls is told by the server then.
      .catch(() => undefined);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [calls, conversationId, hasAppointment, state.signaling, turn]);
  return answer?.conversationId === conversationId ? answer : null;
}

function useMicrophonePresence(): string {
  const [presence, setPresence] = useState(() => (devicesOf() === null ? 'insecure' : 'there'));
  useEffect(() => {
    const mediaDevices = devicesOf();
    if (mediaDevices === null) return undefined;
    const look = () => {
      mediaDevices
        .enumerateDevices()
        .then((found) => setPresence(found.some(({ kind }) => kind === 'audioinput') ? 'there' : 'missing'))
        .catch(() => undefined);
    };
    look();
    mediaDevices.addEventListener('devicechange', look);
    return () => mediaDevices.removeEventListener('devicechange', look);
  }, []);
  return presence;
}

/** Null where a page may not ask for devices. */
function devicesOf(): MediaDevices | null {
  return (globalThis as { navigator?: Partial<Navigator> }).navigator?.mediaDevices ?? null;
}
