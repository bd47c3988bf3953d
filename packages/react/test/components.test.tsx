import { type Causerie, createCauserie } from '@causerie/client';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ConnectionIndicator } from '../src/components/connection-indicator.tsx';
import { ConversationList } from '../src/components/conversation-list.tsx';
import { CauserieProvider, useSurroundings } from '../src/provider.tsx';

function idle(): Causerie {
  return createCauserie({ url: '', getToken: () => 'token' });
}

describe('components', () => {
  it('show the state of the connection where tests and style sheets find it', () => {
    const html = renderToStaticMarkup(
      <CauserieProvider client={idle()} locale="fr">
        <ConnectionIndicator />
      </CauserieProvider>,
    );
    expect(html).toContain('data-testid="connection-state" data-state="connecting"');
    expect(html).toContain('Connexion…');
  });

  it('speak the language they are given, and any text can be replaced', () => {
    const html = renderToStaticMarkup(
      <CauserieProvider
        client={idle()}
        locale="en-GB"
        strings={{ connection: { connecting: 'Hold on', connected: '', reconnecting: '', offline: '' } }}
      >
        <ConnectionIndicator />
        <ConversationList openId={null} hrefOf={(id) => id} onOpen={() => undefined} />
      </CauserieProvider>,
    );
    expect(html).toContain('Hold on');
    expect(html).toContain('aria-label="Loading…"');
  });

  it('say what is missing when there is no provider', () => {
    const Orphan = () => useSurroundings().strings.send;
    expect(() => renderToStaticMarkup(<Orphan />)).toThrow('<CauserieProvider>');
  });
});
