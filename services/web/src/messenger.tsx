import { totalUnread } from '@causerie/client';
import {
  Avatar,
  ChatIcon,
  ComposeIcon,
  ConnectionIndicator,
  ConnectionNotice,
  ConversationList,
  EmptyState,
  LeaveIcon,
  PeoplePicker,
  Thread,
  useCauserie,
  useConnection,
  useSelected,
  useSurroundings,
} from '@causerie/react';
import { useCallback, useEffect, useState } from 'react';
import { conversationHref, navigate, useOpenConversationId } from './location.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { Logo, Mark } from './logo.tsx';
import { type Language, texts } from './texts.ts';

export interface MessengerProps {
  language: Language;
  onLanguage(language: Language): void;
  onLeave(): void;
}

/** The messenger of one person: the list beside the thread, or one of them where there is room for one. */
export function Messenger({ language, onLanguage, onLeave }: MessengerProps) {
  const client = useCauserie();
  const { ended } = useConnection();
  const openId = useOpenConversationId();
  const loaded = useSelected((state) => state.list.loaded);
  const isGone = useSelected((state) => state.list.loaded && state.openConversationId === null);
  const [picking, setPicking] = useState(false);
  const open = useCallback((conversationId: string | null) => navigate(conversationHref(conversationId)), []);
  useEffect(() => client.openConversation(openId), [client, openId]);
  useEffect(() => {
    // An address may name a conversation that is not (or no longer) there for this person.
    if (isGone && openId !== null && client.getSnapshot().openConversationId === null) {
      navigate(conversationHref(null), 'replace');
    }
  }, [client, isGone, openId]);
  useUnreadTitle();
  return (
    <main className="messenger" data-pane={openId === null ? 'list' : 'thread'}>
      <h1 className="csr-hidden">Causerie</h1>
      <ConnectionNotice />
      {ended !== null && <Ended language={language} onLeave={onLeave} />}
      <div className="pane-list">
        <ListHeader onNew={() => setPicking(true)} />
        <div className="pane-scroll">
          {(ended === null || loaded) && (
            <ConversationList openId={openId} hrefOf={conversationHref} onOpen={open} onNew={() => setPicking(true)} />
          )}
        </div>
        <ListFooter language={language} onLanguage={onLanguage} onLeave={onLeave} />
      </div>
      <div className="pane-thread">
        {openId === null ? (
          <NoneOpen onNew={() => setPicking(true)} />
        ) : (
          <Thread key={openId} conversationId={openId} onBack={() => open(null)} />
        )}
      </div>
      {picking && (
        <PeoplePicker
          onClose={() => setPicking(false)}
          onOpen={(conversationId) => {
            setPicking(false);
            open(conversationId);
          }}
        />
      )}
    </main>
  );
}

function useUnreadTitle() {
  const unread = useSelected(totalUnread);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Causerie` : 'Causerie';
  }, [unread]);
}

function ListHeader({ onNew }: { onNew(): void }) {
  const { strings } = useSurroundings();
  return (
    <header className="pane-header">
      <Logo size={32} />
      <button
        type="button"
        className="csr-icon-button"
        onClick={onNew}
        title={strings.newConversation}
        data-testid="new-conversation"
      >
        <ComposeIcon size={22} />
        <span className="csr-hidden">{strings.newConversation}</span>
      </button>
    </header>
  );
}

function ListFooter({ language, onLanguage, onLeave }: MessengerProps) {
  const text = texts[language];
  const me = useSelected((state) => state.me);
  return (
    <footer className="pane-footer">
      <div className="me" data-testid="me">
        {me !== null && <Avatar person={me} size="small" />}
        <span className="me-name">{me?.name ?? ''}</span>
        <button type="button" className="csr-icon-button" onClick={onLeave} title={text.leave} data-testid="leave">
          <LeaveIcon />
          <span className="csr-hidden">{text.leave}</span>
        </button>
      </div>
      <div className="pane-footer-line">
        <ConnectionIndicator />
        <LanguageSwitch language={language} onLanguage={onLanguage} />
      </div>
    </footer>
  );
}

function NoneOpen({ onNew }: { onNew(): void }) {
  const { strings } = useSurroundings();
  const hasSome = useSelected((state) => Object.keys(state.conversations).length > 0);
  if (!hasSome) return <Backdrop />;
  return (
    <EmptyState icon={<ChatIcon size={34} />} title={strings.noneOpen} hint={strings.noneOpenHint}>
      <button type="button" className="csr-button csr-button-quiet" onClick={onNew}>
        <ComposeIcon size={18} />
        {strings.newConversation}
      </button>
    </EmptyState>
  );
}

/** Beside an empty list, which already says what to do, there is nothing to choose from. */
function Backdrop() {
  return (
    <div className="backdrop">
      <Mark size={120} />
    </div>
  );
}

function Ended({ language, onLeave }: { language: Language; onLeave(): void }) {
  const text = texts[language];
  return (
    <div className="ended" role="alert" data-testid="session-ended">
      <strong>{text.endedTitle}</strong>
      <span>{text.endedText}</span>
      <button type="button" className="csr-button" onClick={onLeave}>
        {text.endedAction}
      </button>
    </div>
  );
}
