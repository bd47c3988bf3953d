import { repositoryRoot } from '@causerie/dev';
import { build } from 'esbuild';

/** A page of a product team that puts the ready-made box for calls into a page of its own: no provider, a token and an id. */
const PAGE = `
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import './src/styles/index.css';
import { WebRTCButton, WebRTCWidget } from './src/calls.ts';

const { token, role, toUserId } = Object.fromEntries(new URLSearchParams(location.search));

function Page() {
  const [isOpen, setIsOpen] = useState(true);
  return (
    <main>
      <h1>Dossier</h1>
      <WebRTCButton role={role} token={token} toUserId={toUserId} kind="audio">Téléphoner</WebRTCButton>
      <div style={{ blockSize: '36rem' }}>
        {isOpen && <WebRTCWidget role={role} token={token} toUserId={toUserId} onClose={() => setIsOpen(false)} />}
      </div>
    </main>
  );
}

createRoot(document.getElementById('root')).render(<StrictMode><Page /></StrictMode>);
`;

/** The files of the page, by the path they are served at. */
export async function buildCallsPage(): Promise<Map<string, { body: string; contentType: string }>> {
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
  return new Map([
    ['/host/', { body, contentType: 'text/html; charset=utf-8' }],
    ['/host/page.js', { body: text('.js'), contentType: 'text/javascript; charset=utf-8' }],
    ['/host/page.css', { body: text('.css'), contentType: 'text/css; charset=utf-8' }],
  ]);
}
