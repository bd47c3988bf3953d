import type { Message, SendOptions } from '@causerie/client';
import { type KeyboardEvent, useContext, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useMessageChanges } from '../message/message-changes.ts';
import { type ComposerTarget, ThreadContext } from '../thread/thread-context.ts';
import { type Sending, useSending } from './use-sending.ts';

/** The server's limit for a message, counted as fields count, in UTF-16 code units, which is never more characters than the server takes. */
export const MESSAGE_MAX_LENGTH = 8000;

/** What is being written, and what can be done with it. */
export interface Writing {
  text: string;
  write(text: string): void;
  target: ComposerTarget | null;
  leaveTarget(): void;
  sending: Sending;
  canSubmit: boolean;
  /** Sends, or saves a change. */
  submit(): void;
  addFiles(files: readonly File[]): void;
  keyDown(event: KeyboardEvent): void;
}

interface Given {
  conversationId: string;
  /** The message of mine that is changed; null for a new one. */
  edited: Message | null;
  onSend?(text: string, options: SendOptions): void;
}

/** Everything a composer does, without its looks. `takeFocus` is called once a message has left. */
export function useWriting({ conversationId, edited, onSend }: Given, takeFocus: () => void): Writing {
  const client = useCauserie();
  const thread = useContext(ThreadContext);
  const changes = useMessageChanges();
  const draft = useObservable(client.drafts)[conversationId] ?? '';
  const [change, setChange] = useState(edited?.content ?? '');
  const text = edited === null ? draft : change;
  const target = thread?.target ?? null;
  const write = (next: string) => {
    if (edited === null) client.drafts.set(conversationId, next);
    else setChange(next);
  };
  const leaveTarget = () => thread?.setTarget(null);
  const sending = useSending({
    conversationId,
    text,
    send(attachments) {
      const options = { replyToId: target?.message.id ?? null, attachments };
      const content = text.trim() === '' ? '' : text;
      if (onSend === undefined) client.sendMessage(conversationId, content, options);
      else onSend(content, options);
      write('');
      leaveTarget();
      takeFocus();
    },
  });
  const submit = () => {
    if (edited === null) return sending.submit();
    if (text.trim() === '') return;
    if (text !== edited.content) changes.edit(edited, text);
    leaveTarget();
  };
  const editLast = (): boolean => {
    const isMine = ({ author, deletedAt }: Message) => author?.id === thread?.me.id && deletedAt === null;
    const mine = thread?.entry.messages.findLast(isMine);
    if (mine !== undefined) thread?.setTarget({ kind: 'edit', message: mine });
    return mine !== undefined;
  };
  const keyed = ({ key, shiftKey }: KeyboardEvent): boolean => {
    if (key === 'Escape' && target !== null) leaveTarget();
    else if (key === 'ArrowUp' && edited === null && !sending.hasSomething && text === '') return editLast();
    else if (key === 'Enter' && !shiftKey && !window.matchMedia('(pointer: coarse)').matches) submit();
    else return false;
    return true;
  };
  return {
    ...{ text, write, target, leaveTarget, sending, submit },
    canSubmit: edited === null ? sending.hasSomething : text.trim() !== '',
    addFiles(files) {
      if (edited === null && files.length > 0) client.uploads.add(conversationId, files);
    },
    keyDown(event) {
      if (!event.nativeEvent.isComposing && keyed(event)) event.preventDefault();
    },
  };
}
