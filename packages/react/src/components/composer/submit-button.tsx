import { useSurroundings } from '../../provider.tsx';
import { CheckIcon, SendIcon } from '../icons.tsx';

export interface SubmitButtonProps {
  /** It saves a change instead of sending. */
  isSave: boolean;
  /** It was pressed, and waits for files; another press takes that back. */
  isWaiting: boolean;
  disabled: boolean;
}

/** Sends, or saves. */
export function SubmitButton({ isSave, isWaiting, disabled }: SubmitButtonProps) {
  const { strings } = useSurroundings();
  return (
    <button
      type="submit"
      className="csr-send"
      disabled={disabled}
      data-waiting={isWaiting || undefined}
      aria-pressed={isWaiting || undefined}
      data-testid="send-button"
    >
      {isSave ? <CheckIcon /> : <SendIcon />}
      <span className="csr-hidden">{isSave ? strings.message.save : strings.send}</span>
    </button>
  );
}
