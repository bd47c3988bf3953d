import { type Call, myPart } from '@causerie/client/calls';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import { ChatIcon, CloseIcon } from '../icons.tsx';
import { MissedIcon, PhoneIcon } from './call-icons.tsx';
import { useCallSurroundings, useCalls } from './calls-provider.tsx';

/** A call that rang here and was not answered: who it was, and how to call back. It stays until the person has seen to it. */
export function MissedCall({ onOpenConversation, placement }: Omit<MissedProps, 'call'>) {
  const { line, stage } = useCallSurroundings();
  const { state } = useCalls();
  const { seenMissedId } = useObservable(stage);
  const { lastEnded, own } = state;
  const isMissed = lastEnded !== null && myPart(lastEnded, line.whoAmI())?.state === 'missed';
  if (!isMissed || own !== null || lastEnded.id === seenMissedId) return null;
  return <Missed key={lastEnded.id} call={lastEnded} {...{ onOpenConversation, placement }} />;
}

interface MissedProps {
  call: Call;
  onOpenConversation: ((conversationId: string) => void) | undefined;
  placement: 'overlay' | 'inline';
}

function Missed({ call, onOpenConversation, placement }: MissedProps) {
  const { strings, dates } = useSurroundings();
  const texts = strings.calls;
  const { startCall } = useWebRTC();
  const { stage } = useCallSurroundings();
  const caller = call.participants.find(({ id }) => id === call.initiatorId);
  const close = () => stage.change({ seenMissedId: call.id });
  const { conversationId } = call;
  return (
    <div className="csr-missed" data-placement={placement} data-testid="missed-call">
      <span className="csr-missed-icon">
        <MissedIcon size={22} />
      </span>
      <p>
        <strong>{texts.missedFrom(caller?.name ?? '')}</strong>
        <time dateTime={call.createdAt}>{dates.time(call.createdAt)}</time>
      </p>
      <button type="button" className="csr-icon-button" onClick={close}>
        <CloseIcon size={18} />
        <span className="csr-hidden">{strings.close}</span>
      </button>
      {conversationId !== null && (
        <div className="csr-missed-actions">
          <button
            type="button"
            className="csr-button"
            onClick={() => {
              close();
              void startCall({ conversationId, kind: call.kind });
            }}
            data-testid="call-back"
          >
            <PhoneIcon size={18} />
            {texts.callBack}
          </button>
          {onOpenConversation !== undefined && (
            <button
              type="button"
              className="csr-button csr-button-quiet"
              onClick={() => {
                close();
                onOpenConversation(conversationId);
              }}
            >
              <ChatIcon size={18} />
              {texts.writeInstead}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
