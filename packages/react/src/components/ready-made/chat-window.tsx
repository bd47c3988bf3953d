import { useSurroundings } from '../../provider.tsx';
import { CloseIcon } from '../icons.tsx';
import { BarConnection } from './bar-connection.tsx';
import { idOf } from './context-conversation.ts';
import { NamedMessenger, useLandmarkName } from './landmark-name.ts';
import { NewButton, Panes } from './panes.tsx';
import { type ConversationRouter, useOpenState } from './router.ts';
import type { Identity } from './shared-client.ts';
import { StandAlone } from './stand-alone.tsx';

export interface ChatWindowProps extends Identity {
  /** The conversation to begin with. */
  conversationId?: string | null | undefined;
  router?: ConversationRouter | null | undefined;
  /** Adds a button that closes. */
  onClose?: (() => void) | null | undefined;
  /** Tells it from others on the same page: part of the name of each of its landmarks, and not shown. */
  label?: string | null | undefined;
  locale?: string | null | undefined;
}

/** List and thread in a window of the host's page, side by side or one at a time as its width allows. It fills what it stands in. */
export function ChatWindow({ locale, conversationId, router, onClose, label, ...identity }: ChatWindowProps) {
  return (
    <StandAlone {...identity} locale={locale}>
      <NamedMessenger value={label ?? null}>
        <Window {...{ conversationId, onClose }} router={router ?? undefined} />
      </NamedMessenger>
    </StandAlone>
  );
}

type WindowProps = Pick<ChatWindowProps, 'conversationId' | 'onClose'> & { router: ConversationRouter | undefined };

function Window({ conversationId, router, onClose }: WindowProps) {
  const { strings } = useSurroundings();
  const state = useOpenState(router, idOf(conversationId));
  const name = useLandmarkName(strings.readyMade.title);
  return (
    <section className="csr-ready csr-window" aria-label={name} data-testid="chat-window">
      <header className="csr-bar">
        <h2>{strings.readyMade.title}</h2>
        <BarConnection />
        <NewButton onNew={() => state.setIsPicking(true)} />
        {typeof onClose === 'function' && (
          <button type="button" className="csr-icon-button" onClick={onClose} title={strings.close}>
            <CloseIcon />
            <span className="csr-hidden">{strings.close}</span>
          </button>
        )}
      </header>
      <Panes state={state} hrefOf={router?.hrefOf} />
    </section>
  );
}
