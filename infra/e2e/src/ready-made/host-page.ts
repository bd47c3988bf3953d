import { repositoryRoot } from '@causerie/dev';
import { build } from 'esbuild';

/**
 * A page of a product team, written as the documents of its messaging folder write it: nothing is given to the components but what a
 * page has anyway, a token and ids. `scene` says which of them it shows.
 */
const PAGE = `
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import './src/styles/index.css';
import {
  ChatMessage, ChatWindow, MedecinMessaging, MessagingButton, MessagingIntegrationExample, MessagingWidget,
  SecureMessaging, signalingService, useChat, useMessaging, useSecureMessaging,
} from './src/messaging.ts';

const { scene, token, userId, role, conversationId, toUserId, contextId } = Object.fromEntries(new URLSearchParams(location.search));

function Buttons() {
  const [clicks, setClicks] = useState(0);
  const [isOpen, setIsOpen] = useState(true);
  const handleClick = () => setClicks(clicks + 1);
  const handleClose = () => setIsOpen(false);
  return (
    <>
      <MessagingButton userId={userId} role={role} token={token} conversationId={conversationId} onClick={handleClick} unreadCount={5} />
      <output data-testid="clicks">{clicks}</output>
      <MessagingButton token={token} />
      <MessagingButton token={token} conversationId={conversationId} />
      {isOpen && toUserId && (
        <MessagingWidget userId={userId} role={role} token={token} conversationId={conversationId ?? null} toUserId={toUserId} onClose={handleClose} />
      )}
    </>
  );
}

function Hooks() {
  const { isConnected, socketId, onNewMessage, onTyping, conversations } = useMessaging();
  const { messages, sendMessageUnified, participants, loading, error } = useSecureMessaging('appointment', contextId);
  const chat = useChat();
  const [heard, setHeard] = useState([]);
  useEffect(() => onNewMessage((message) => setHeard((before) => [...before, message.content])), [onNewMessage]);
  useEffect(() => onTyping(({ person }) => setHeard((before) => [...before, person.name + ' types'])), [onTyping]);
  return (
    <section aria-label="Hooks">
      <output data-testid="connected">{String(isConnected)}</output>
      <output data-testid="socket">{socketId}</output>
      <output data-testid="heard">{heard.join('|')}</output>
      <output data-testid="secure">{loading ? '…' : error ? error.code : messages.map(({ content }) => content).join('|')}</output>
      <output data-testid="participants">{participants.map(({ name }) => name).join('|')}</output>
      <output data-testid="chat">{chat.conversations.length + ' of ' + conversations.length}</output>
      <button type="button" onClick={() => sendMessageUnified('Envoyé par le hook')}>Send</button>
    </section>
  );
}

function Page() {
  const [openId, setOpenId] = useState(() => new URLSearchParams(location.hash.slice(1)).get('c'));
  const onOpen = (id) => { location.hash = id === null ? '' : 'c=' + id; setOpenId(id); };
  if (scene === 'chat') return <ChatMessage />;
  if (scene === 'routed') return <ChatMessage router={{ openId, onOpen, hrefOf: (id) => '#c=' + id }} />;
  if (scene === 'desk') return <main style={{ blockSize: '90vh' }}><h1>Cabinet</h1><MedecinMessaging /></main>;
  if (scene === 'window') return <main style={{ blockSize: '90vh' }}><h1>Salon</h1><ChatWindow token={token} conversationId={conversationId} /></main>;
  if (scene === 'example') return <main><h1>Example</h1><MessagingIntegrationExample token={token} /></main>;
  if (scene === 'context') {
    return (
      <main>
        <h1>Dossier</h1>
        <div style={{ blockSize: '32rem' }}><SecureMessaging contextType="appointment" contextId={contextId} /></div>
        <Hooks />
      </main>
    );
  }
  return <main><h1>Accueil</h1><Buttons /></main>;
}

Object.assign(globalThis, { signalingService });
createRoot(document.getElementById('root')).render(<StrictMode><Page /></StrictMode>);
`;

/** The files of the page, bundled as the build of a product team would, by the path they are served at. */
export async function buildHostPage(lang: string): Promise<Map<string, { body: string; contentType: string }>> {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: `${repositoryRoot}/packages/react`, loader: 'tsx', sourcefile: 'host.tsx' },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    outdir: 'host',
    write: false,
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const body = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Host</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/host/page.css">
<style>body { margin: 0; background: light-dark(#fff, #111); }</style></head>
<body><div id="root"></div><script src="/host/page.js"></script></body></html>`;
  return new Map([
    ['/host/', { body, contentType: 'text/html; charset=utf-8' }],
    ['/host/page.js', { body: text('.js'), contentType: 'text/javascript; charset=utf-8' }],
    ['/host/page.css', { body: text('.css'), contentType: 'text/css; charset=utf-8' }],
  ]);
}
