import { type ReactNode, useEffect, useState } from 'react';
import { useMessaging } from '../../hooks/use-messaging.ts';
import { useSurroundings } from '../../provider.tsx';
import { ChatWindow } from './chat-window.tsx';
import { MessagingButton } from './messaging-button.tsx';
import { MessagingWidget } from './messaging-widget.tsx';
import type { Identity } from './shared-client.ts';
import { StandAlone } from './stand-alone.tsx';

const IMPORT = `import { ChatWindow, MessagingButton, MessagingWidget } from '@causerie/react/messaging';
import '@causerie/react/styles.css';`;

const BUTTON = `<MessagingButton userId={userId} role={role} token={token} />`;

const WIDGET = `<MessagingWidget
  userId={userId}
  role={role}
  token={token}
  toUserId={doctorId}
  onClose={handleClose}
/>`;

const WINDOW = `<ChatWindow token={token} />`;

const HOOK = `const { isConnected, unreadCount, onNewMessage } = useMessaging();

useEffect(() => onNewMessage((message) => {
  console.log(message.author?.name, message.seq);
}), [onNewMessage]);`;

export interface MessagingIntegrationExampleProps extends Identity {
  locale?: string | null | undefined;
}

/** All that is ready-made on one page, each beside the code that puts it there. */
export function MessagingIntegrationExample({ locale, ...identity }: MessagingIntegrationExampleProps) {
  return (
    <StandAlone {...identity} locale={locale}>
      <Example />
    </StandAlone>
  );
}

function Example() {
  const { readyMade: text } = useSurroundings().strings;
  return (
    <section className="csr-ready csr-example" aria-label={text.exampleTitle} data-testid="integration-example">
      <h2 className="csr-title">{text.exampleTitle}</h2>
      <p className="csr-example-hint">{text.exampleHint}</p>
      <Code code={IMPORT} />
      <Piece title={text.exampleButton} code={BUTTON}>
        <MessagingButton />
      </Piece>
      <Piece title={text.exampleWidget} code={WIDGET}>
        <div className="csr-example-box">
          <MessagingWidget placement="inline" label={text.exampleWidget} />
        </div>
      </Piece>
      <Piece title={text.exampleWindow} code={WINDOW}>
        <div className="csr-example-box">
          <ChatWindow label={text.exampleWindow} />
        </div>
      </Piece>
      <Piece title={text.exampleHooks} code={HOOK}>
        <Listener />
      </Piece>
    </section>
  );
}

function Piece({ title, code, children }: { title: string; code: string; children: ReactNode }) {
  return (
    <article className="csr-example-piece">
      <h3>{title}</h3>
      <Code code={code} />
      {children}
    </article>
  );
}

function Code({ code }: { code: string }) {
  const { readyMade: text } = useSurroundings().strings;
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="csr-code" tabIndex={0} aria-label={text.exampleCode}>
      <code>{code}</code>
    </pre>
  );
}

/** What the hook's code does, with what it hears on the page. */
function Listener() {
  const { strings } = useSurroundings();
  const { connection, unreadCount, onNewMessage } = useMessaging();
  const [count, setCount] = useState(0);
  useEffect(() => onNewMessage(() => setCount((before) => before + 1)), [onNewMessage]);
  return (
    <p className="csr-example-facts" data-testid="example-facts">
      {strings.connection[connection.status]} · {strings.unread(unreadCount)} · {strings.readyMade.lastMessages(count)}
    </p>
  );
}
