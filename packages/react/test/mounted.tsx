import type { ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { vi } from 'vitest';

const roots = new Set<Root>();

/**
 * Runs components that draw nothing, with their effects, on as much of a page as React asks for then, until {@link unmountAll}.
 * The page is the global `window` meanwhile, and is returned: events that are dispatched on it reach whoever listens.
 */
export function mounted(children: ReactNode): EventTarget {
  const deaf = { addEventListener: () => undefined, removeEventListener: () => undefined };
  const document = { ...deaf, nodeType: 9, nodeName: '#document', activeElement: null };
  const page = Object.assign(new EventTarget(), { document, HTMLIFrameElement: Object });
  vi.stubGlobal('window', page);
  const names = { nodeType: 1, nodeName: 'DIV', tagName: 'DIV', namespaceURI: 'http://www.w3.org/1999/xhtml' };
  const element = { ...deaf, ...names, ownerDocument: document, textContent: '', firstChild: null, lastChild: null };
  const root = createRoot(element as unknown as Element);
  roots.add(root);
  root.render(children);
  return page;
}

/** Ends all of them, and takes their page away once React needs it no more. */
export async function unmountAll(): Promise<void> {
  for (const root of roots) root.unmount();
  roots.clear();
  // What React still wants to tidy up runs before the next immediate but one.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
  vi.unstubAllGlobals();
}
