import { type ChangeEvent, type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTyping } from '../hooks/use-typing.ts';
import { useSurroundings } from '../provider.tsx';
import { SendIcon } from './icons.tsx';

/** The server's limit for a message, counted as fields count, in UTF-16 code units, which is never more characters than the server takes. */
const MESSAGE_MAX_LENGTH = 8000;
/** From here on the remaining length is shown. */
const WARN_LEFT = 300;

export interface ComposerProps {
  conversationId: string;
  /** Who will read it, for the label. */
  recipient: string;
  /** Puts the cursor in the field when the thread opens; not wanted on phones, where it raises the keyboard. */
  takesFocus?: boolean;
  onSend(text: string): void;
}

/** Where a message is written. Enter sends; Shift + Enter, and Enter on touch keyboards, begin a new line. */
export function Composer({ conversationId, recipient, takesFocus = false, onSend }: ComposerProps) {
  const { strings, drafts } = useSurroundings();
  const { setTyping } = useTyping(conversationId);
  const [text, setText] = useState(() => drafts.get(conversationId) ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  const left = MESSAGE_MAX_LENGTH - text.length;

  useEffect(() => {
    if (takesFocus) field.current?.focus({ preventScroll: true });
    return () => setTyping(false);
    // Only when another thread opens: the callbacks are new at every render and must not take the focus again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [conversationId]);
  useLayoutEffect(() => fitHeight(field.current), [text]);

  const write = (next: string) => {
    setText(next);
    drafts.set(conversationId, next);
  };
  const send = () => {
    if (text.trim() === '') return;
    onSend(text);
    write('');
    field.current?.focus();
  };
  const change = ({ target }: ChangeEvent<HTMLTextAreaElement>) => {
    write(target.value);
    setTyping(target.value.trim() !== '');
  };
  const keyDown = (event: KeyboardEvent) => {
    const touch = window.matchMedia('(pointer: coarse)').matches;
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || touch) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="csr-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="csr-composer-field">
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={MESSAGE_MAX_LENGTH}
          placeholder={strings.composerPlaceholder}
          aria-label={strings.composerLabel(recipient)}
          aria-describedby={hintId}
          data-testid="composer-input"
          onChange={change}
          onKeyDown={keyDown}
          onBlur={() => setTyping(false)}
        />
        <button type="submit" className="csr-send" disabled={text.trim() === ''} data-testid="send-button">
          <SendIcon />
          <span className="csr-hidden">{strings.send}</span>
        </button>
      </div>
      <p className="csr-composer-hint" id={hintId}>
        {left <= WARN_LEFT ? strings.charactersLeft(left) : strings.composerHint}
      </p>
    </form>
  );
}

/** Grows the field with its text up to the height that the style sheet allows. */
function fitHeight(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight}px`;
}
