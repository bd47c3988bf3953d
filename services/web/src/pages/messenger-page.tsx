import {
  ChatIcon,
  ComposeIcon,
  ConversationList,
  EmptyState,
  PeoplePicker,
  Thread,
  useCauserie,
  useConnection,
  useSelected,
  useSurroundings,
} from '@causerie/react';
import { useCallback, useEffect, useState } from 'react';
import { conversationHref, useNavigation, usePlace } from '../location.ts';
import { useLooks } from '../looks.tsx';
import { Mark } from '../logo.tsx';
import { useArrival } from '../page.tsx';
import { shellTexts } from '../texts/shell.ts';
import { useTitle } from '../title.tsx';

/** The messenger of one person: the list beside the thread, or one of them where there is room for one. */
export function MessengerPage() {
  const { language } = useLooks();
  const { ended } = useConnection();
  const navigation = useNavigation();
  const openId = useOpenConversation();
  const loaded = useSelected((state) => state.list.loaded);
  const [picking, setPicking] = useState(false);
  const open = useCallback((id: string | null) => navigation.go(conversationHref(id)), [navigation]);
  const title = shellTexts[language].messages;
  const heading = useArrival();
  useTitle(title);
  return (
    <div className="messenger" data-pane={openId === null ? 'list' : 'thread'}>
      {/* Above both panes, of which a phone shows one. */}
      <h1 ref={heading} tabIndex={-1} className="csr-hidden" data-testid="page-title">
        {title}
      </h1>
      <div className="pane-list">
        <ListHeader onNew={() => setPicking(true)} />
        <div className="pane-scroll">
          {(ended === null || loaded) && (
            <ConversationList openId={openId} hrefOf={conversationHref} onOpen={open} onNew={() => setPicking(true)} />
          )}
        </div>
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
    </div>
  );
}

/** The conversation that the address names, opened in the messenger; only the address knows which one it is. */
function useOpenConversation(): string | null {
  const client = useCauserie();
  const navigation = useNavigation();
  const openId = usePlace().query.get('c');
  const isGone = useSelected((state) => state.list.loaded && state.openConversationId === null);
  useEffect(() => {
    client.openConversation(openId);
    return () => client.openConversation(null);
  }, [client, openId]);
  useEffect(() => {
    // An address may name a conversation that is not (or no longer) there for this person.
    if (isGone && openId !== null && client.getSnapshot().openConversationId === null) {
      navigation.go(conversationHref(null), 'replace');
    }
  }, [client, isGone, navigation, openId]);
  return openId;
}

function ListHeader({ onNew }: { onNew(): void }) {
  const { strings } = useSurroundings();
  const { language } = useLooks();
  return (
    <header className="pane-header">
      <span className="pane-title" aria-hidden="true">
        {shellTexts[language].messages}
      </span>
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
