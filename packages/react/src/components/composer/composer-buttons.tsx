import { useRef, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { EmojiPicker } from '../emoji/emoji-picker.tsx';
import { ClipIcon, SmileIcon } from '../message/message-icons.tsx';

/** Opens the device's own choice of files. */
export function AttachButton({ onFiles }: { onFiles(files: readonly File[]): void }) {
  const { strings } = useSurroundings();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className="csr-icon-button"
        title={strings.message.attach}
        data-testid="attach-button"
        onClick={() => input.current?.click()}
      >
        <ClipIcon />
        <span className="csr-hidden">{strings.message.attach}</span>
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="file-input"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file may be chosen again.
          target.value = '';
        }}
      />
    </>
  );
}

/** Opens the choice of emoji. */
export function EmojiButton({ onChoose }: { onChoose(emoji: string): void }) {
  const { strings } = useSurroundings();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="csr-icon-button csr-emoji-button"
        title={strings.message.emoji}
        aria-haspopup="dialog"
        aria-expanded={open}
        data-testid="emoji-button"
        onClick={() => setOpen(true)}
      >
        <SmileIcon />
        <span className="csr-hidden">{strings.message.emoji}</span>
      </button>
      {open && <EmojiPicker anchor={button} onChoose={onChoose} onClose={() => setOpen(false)} />}
    </>
  );
}
