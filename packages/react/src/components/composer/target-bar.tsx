import { useSurroundings } from '../../provider.tsx';
import { CloseIcon } from '../icons.tsx';
import { PencilIcon, ReplyIcon } from '../message/message-icons.tsx';
import { useSnippet } from '../message/quote.tsx';
import { type ComposerTarget, useThreadContext } from '../thread/thread-context.ts';

/** Above the field: the message that is answered or changed, and the way out. */
export function TargetBar({ target: { kind, message }, onLeave }: { target: ComposerTarget; onLeave(): void }) {
  const { strings } = useSurroundings();
  const { me } = useThreadContext();
  const snippet = useSnippet(message);
  const author = message.author?.name ?? strings.system;
  const isMine = message.author?.id === me.id;
  const reply = isMine ? strings.message.replyingToMyself : strings.message.replyingTo(author);
  return (
    <div className="csr-target" data-kind={kind} data-testid="composer-target">
      {kind === 'edit' ? <PencilIcon size={18} /> : <ReplyIcon size={18} />}
      <p>
        <output>{kind === 'edit' ? strings.message.editing : reply}</output>
        <span dir="auto">{snippet}</span>
      </p>
      <button type="button" className="csr-icon-button" onClick={onLeave} data-testid="leave-target">
        <CloseIcon size={18} />
        <span className="csr-hidden">{strings.message.leaveTarget[kind]}</span>
      </button>
    </div>
  );
}
