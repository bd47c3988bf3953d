import { repositoryRoot } from '@causerie/dev';
import { build } from 'esbuild';

/**
 * Pages of a product team that puts ready-made calls where it likes: no provider anywhere, the token where the browser keeps it.
 * Under `/host/conference` the page of rooms is a bare element, elsewhere buttons and a box stand in somebody's file.
 */
const PAGE = `
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import './src/styles/index.css';
import { ConferencePage, useWebRTC, WebRTCButton, WebRTCWidget } from './src/messaging.ts';

const { token, role, toUserId } = Object.fromEntries(new URLSearchParams(location.search));
if (token !== undefined) localStorage.setItem('jwt', token);

function Facts() {
  const { phase, incoming } = useWebRTC();
  return <p data-testid="facts">{phase ?? 'none'} {incoming.length}</p>;
}

function Page() {
  const [isOpen, setIsOpen] = useState(true);
  const [hasFirst, setHasFirst] = useState(true);
  return (
    <main>
      <h1>Dossier</h1>
      {hasFirst && <WebRTCButton role={role} toUserId={toUserId} conversationId={null} kind="audio">Téléphoner</WebRTCButton>}
      <button type="button" onClick={() => setHasFirst(false)}>Sans téléphone</button>
      <WebRTCButton role={role} toUserId="nobody-of-this-id">Voir un inconnu</WebRTCButton>
      <Facts />
      <div style={{ blockSize: '36rem' }}>
        {isOpen && <WebRTCWidget role={role} toUserId={toUserId} sessionId={null} onClose={() => setIsOpen(false)} />}
      </div>
    </main>
  );
}

const page = location.pathname.startsWith('/host/conference') ? <ConferencePage /> : <Page />;
createRoot(document.getElementById('root')).render(<StrictMode>{page}</StrictMode>);
`;

interface HostFile {
  body: string;
  contentType: string;
}

/** Builds the pages; gives the file that is served at a path. */
export async function buildCallsPage(): Promise<(path: string) => HostFile> {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: `${repositoryRoot}/packages/react`, loader: 'tsx', sourcefile: 'calls.tsx' },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    outdir: 'host',
    write: false,
    nodePaths: [`${repositoryRoot}/packages/react/node_modules`],
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const body = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Dossier</title>
<link rel="stylesheet" href="/host/page.css"></head><body><div id="root"></div><script src="/host/page.js"></script></body></html>`;
  const page = { body, contentType: 'text/html; charset=utf-8' };
  const files = new Map<string, HostFile>([
    ['/host/page.js', { body: text('.js'), contentType: 'text/javascript; charset=utf-8' }],
    ['/host/page.css', { body: text('.css'), contentType: 'text/css; charset=utf-8' }],
  ]);
  return (path) => files.get(path) ?? page;
}
