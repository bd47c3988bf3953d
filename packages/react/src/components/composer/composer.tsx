import type { Message, SendOptions } from '@causerie/client';
import { type ClipboardEvent, useContext, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTyping } from '../../hooks/use-typing.ts';
import { useSurroundings } from '../../provider.tsx';
import { ThreadContext } from '../thread/thread-context.ts';
import { AttachButton, EmojiButton } from './composer-buttons.tsx';
import { DropArea } from './drop-area.tsx';
import { fitHeight, insertAtCursor } from './field.ts';
import { SubmitButton } from './submit-button.tsx';
import { TargetBar } from './target-bar.tsx';
import { Tray } from './tray.tsx';
import { MESSAGE_MAX_LENGTH, useWriting, type Writing } from './use-writing.ts';

/** From here on the remaining length is shown. */
const WARN_LEFT = 300;

export interface ComposerProps {
  conversationId: string;
  /** Who will read it, for the label. */
  recipient: string;
  /** Puts the cursor in the field when the thread opens; not wanted on phones, where it raises the keyboard. */
  takesFocus?: boolean;
  /** Takes the place of sending by the messenger. */
  onSend?(text: string, options: SendOptions): void;
}

/**
 * Where a message is written or, once one of mine is chosen for it, changed. Enter sends; Shift + Enter, and Enter on touch
 * keyboards, begin a new line. Files come by button, by drop on the thread and by paste.
 */
export function Composer(props: ComposerProps) {
  const { target } = useContext(ThreadContext) ?? { target: null };
  const edited = target?.kind === 'edit' ? target.message : null;
  const [hasEdited, setHasEdited] = useState(false);
  if (edited !== null && !hasEdited) setHasEdited(true);
  // A field of its own for a change: the draft of the new message waits until that is done, and has the focus back.
  const takesFocus = hasEdited || props.takesFocus === true;
  return <Form {...props} key={edited?.id ?? 'new'} edited={edited} takesFocus={takesFocus} />;
}

type FormProps = ComposerProps & { edited: Message | null };

function Form(props: FormProps) {
  const { conversationId, recipient, edited } = props;
  const { strings, slots } = useSurroundings();
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  const writing = useWriting(props, () => field.current?.focus());
  const { text, target, sending } = writing;
  const left = MESSAGE_MAX_LENGTH - text.length;
  const addEmoji = (emoji: string) => writing.write(insertAtCursor(field.current, text, emoji, MESSAGE_MAX_LENGTH));
  return (
    <form
      ref={form}
      className="csr-composer"
      data-editing={edited !== null || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        writing.submit();
      }}
    >
      {edited === null && <DropArea within={form} recipient={recipient} onFiles={writing.addFiles} />}
      {target !== null && <TargetBar target={target} onLeave={writing.leaveTarget} />}
      {edited === null && <Tray conversationId={conversationId} uploads={sending.uploads} />}
      <div className="csr-composer-field">
        {edited === null && <AttachButton onFiles={writing.addFiles} />}
        <Field {...props} writing={writing} element={field} hintId={hintId} />
        <EmojiButton onChoose={addEmoji} />
        {slots.ComposerActions !== undefined && <slots.ComposerActions conversationId={conversationId} />}
        <SubmitButton isSave={edited !== null} isWaiting={sending.isWaiting} disabled={!writing.canSubmit} />
      </div>
      <output className="csr-composer-state" data-testid="composer-state">
        {sending.isWaiting ? strings.message.waitsForFiles : sending.isStuck ? strings.message.filesStuck : ''}
      </output>
      <p className="csr-composer-hint" id={hintId}>
        {left <= WARN_LEFT ? strings.charactersLeft(left) : strings.composerHint}
      </p>
    </form>
  );
}

interface FieldProps extends FormProps {
  writing: Writing;
  element: { current: HTMLTextAreaElement | null };
  hintId: string;
}

function Field({ conversationId, recipient, edited, takesFocus, writing, element, hintId }: FieldProps) {
  const { strings } = useSurroundings();
  const { setTyping } = useTyping(conversationId);
  const { text, target } = writing;
  useEffect(() => {
    if (takesFocus === true) element.current?.focus({ preventScroll: true });
    return () => setTyping(false);
    // Only when another thread opens: the callbacks are new at every render and must not take the focus again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [conversationId]);
  const answeredId = target?.kind === 'reply' ? target.message.id : null;
  useEffect(() => {
    if (answeredId !== null) element.current?.focus({ preventScroll: true });
  }, [element, answeredId]);
  useLayoutEffect(() => fitHeight(element.current), [element, text]);
  return (
    <textarea
      ref={element}
      rows={1}
      value={text}
      maxLength={MESSAGE_MAX_LENGTH}
      placeholder={strings.composerPlaceholder}
      aria-label={edited === null ? strings.composerLabel(recipient) : strings.message.editing}
      aria-describedby={hintId}
      dir="auto"
      data-testid="composer-input"
      onChange={({ target: { value } }) => {
        writing.write(value);
        setTyping(edited === null && value.trim() !== '');
      }}
      onKeyDown={writing.keyDown}
      onPaste={(event: ClipboardEvent) => {
        const files = [...event.clipboardData.files];
        if (files.length === 0 || edited !== null) return;
        event.preventDefault();
        writing.addFiles(files);
      }}
      onBlur={() => setTyping(false)}
    />
  );
}
