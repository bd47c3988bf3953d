import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BringCalls } from './components/calls/bring-calls.tsx';
import { ChatMessage } from './components/ready-made/chat-message.tsx';
import { ChatWindow } from './components/ready-made/chat-window.tsx';
import { MessagingButton } from './components/ready-made/messaging-button.tsx';
import { MessagingWidget } from './components/ready-made/messaging-widget.tsx';
import { CauserieProvider } from './provider.tsx';
import type { SomeStrings } from './strings/strings.ts';
import css from './styles/index.css?inline';

/** What to show in a page that has no React. */
export interface EmbedOptions {
  /** Origin of the API gateway, such as `https://chat.example.com`; empty for the page's own origin. */
  url: string;
  /** Gives the current token of the person; called at every connection and request, and shortly before a token ends. */
  getToken: () => string | Promise<string>;
  /**
   * `window`, the default, fills the element with list and thread; `page` is as high as the browser's window; `widget` is a panel in the
   * corner; `button` opens that panel and shows what is unread.
   */
  view?: 'window' | 'page' | 'widget' | 'button';
  /** The conversation to begin with; for a button, the one it stands for. Of no effect on a page. */
  conversationId?: string | null;
  /** Adds calls: a button beside each thread, who is calling, and the window of the call. */
  calls?: boolean;
  /** BCP 47; French unless it begins with `en`. */
  locale?: string;
  /** Replaces any of the texts. */
  strings?: SomeStrings;
}

/** What was mounted. */
export interface Embedded {
  /** Changes some of the options; another `url` begins anew. */
  update(options: Partial<EmbedOptions>): void;
  /** Takes it out of the page and disconnects. */
  unmount(): void;
}

/** Shows Causerie in an element of a page that has no React, and brings its styles with it. */
export function mountCauserie(element: HTMLElement, options: EmbedOptions): Embedded {
  adoptStyles();
  const root = createRoot(element);
  let current = options;
  const draw = (): void => root.render(<Embed {...current} />);
  draw();
  return {
    update(some) {
      current = { ...current, ...some };
      draw();
    },
    unmount: () => root.unmount(),
  };
}

function Embed({ url, getToken, locale, strings, calls = false, ...shown }: EmbedOptions): ReactNode {
  return (
    <StrictMode>
      <CauserieProvider {...{ url, getToken, locale, strings }}>
        <BringCalls isOn={calls}>
          <View {...shown} />
        </BringCalls>
      </CauserieProvider>
    </StrictMode>
  );
}

function View({ view = 'window', conversationId }: Pick<EmbedOptions, 'view' | 'conversationId'>): ReactNode {
  const one = conversationId === undefined || conversationId === null ? {} : { conversationId };
  switch (view) {
    case 'page':
      return <ChatMessage />;
    case 'widget':
      return <MessagingWidget {...one} />;
    case 'button':
      return <MessagingButton {...one} />;
    default:
      return <ChatWindow {...one} />;
  }
}

let adopted = false;

/** Once for a page. Everything in the sheet is in layers, so that whatever the page says itself goes before it. */
function adoptStyles(): void {
  if (adopted) return;
  adopted = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
