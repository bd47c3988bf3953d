import {
  type Attachment,
  type Causerie,
  createCauserie,
  entryFromSnapshot,
  type Message,
  type Person,
  threadLines,
} from '@causerie/client';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EMOJI } from '../src/components/emoji/emoji-list.ts';
import { choseEmoji, findEmoji } from '../src/components/emoji/find-emoji.ts';
import { fileLinksOf } from '../src/components/message/file-links.ts';
import { fileSize } from '../src/components/message/file-size.ts';
import { isFewEmoji, stretchesOf } from '../src/components/message/links-in-text.ts';
import { MessageBubble } from '../src/components/message/message-bubble.tsx';
import { withReaction } from '../src/components/message/message-changes.ts';
import { ThreadContext } from '../src/components/thread/thread-context.ts';
import { CauserieProvider } from '../src/provider.tsx';

const me: Person = { id: 'me', side: 'client', subject: '7', name: 'Léa Martin' };
const doctor: Person = { id: 'doctor', side: 'professional', subject: '1', name: 'Dr Camille Moreau' };
const at = '2026-03-02T09:00:00.000Z';

const message = (parts: Partial<Message>): Message => ({
  id: `m${parts.seq ?? 1}`,
  number: 1,
  conversationId: 'c',
  seq: 1,
  author: doctor,
  type: 'text',
  content: '',
  metadata: null,
  clientMessageId: null,
  replyToId: null,
  mentions: [],
  reactions: [],
  attachments: [],
  revision: 0,
  createdAt: at,
  editedAt: null,
  deletedAt: null,
  ...parts,
});

function drawn(messages: readonly Message[], locale = 'fr'): string {
  const client: Causerie = createCauserie({ url: '', getToken: () => '' });
  const participants = [me, doctor].map((person) => ({
    person,
    readSeq: 0,
    readAt: null,
    deliveredSeq: 0,
    deliveredAt: null,
    unread: 0,
  }));
  const snapshot = {
    ...{ id: 'c', number: 1, status: 'active' as const, subject: null, appointmentId: null, participants, lastSeq: 0 },
    ...{ revision: 0, blockedById: null, lastMessage: null, createdAt: at, updatedAt: at, lastMessageAt: null },
  };
  const entry = { ...entryFromSnapshot(snapshot, me.id), messages };
  const context = { entry, me, others: [doctor], target: null, setTarget: () => undefined, jumpTo: () => undefined };
  return renderToStaticMarkup(
    <CauserieProvider client={client} locale={locale}>
      <ThreadContext.Provider value={context}>
        {threadLines(entry, me.id).map((line) => (
          <MessageBubble key={line.key} line={line} startsGroup endsGroup readAt={null} />
        ))}
      </ThreadContext.Provider>
    </CauserieProvider>,
  );
}

describe('links in a message', () => {
  it('are web addresses, addresses that begin with www, and mail addresses, without the full stop behind them', () => {
    const links = stretchesOf('Voir https://exemple.fr/a?b=c. Ou www.exemple.fr, ou ecrire@exemple.fr !').filter(
      ({ href }) => href !== null,
    );
    expect(links).toEqual([
      { text: 'https://exemple.fr/a?b=c', href: 'https://exemple.fr/a?b=c' },
      { text: 'www.exemple.fr', href: 'https://www.exemple.fr' },
      { text: 'ecrire@exemple.fr', href: 'mailto:ecrire@exemple.fr' },
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://exemple.fr/x',
    '//exemple.fr',
    'À demain.il fait beau',
    'file:///etc',
  ])('are nothing else: %s stays words', (text) => {
    expect(stretchesOf(text)).toEqual([{ text, href: null }]);
  });

  it('lose no letter of the text, whatever it is', () => {
    const text = 'a <b> https://x.fr/(y) "www.z.fr" 👩‍👩‍👧\nfin@x.fr';
    expect(
      stretchesOf(text)
        .map((stretch) => stretch.text)
        .join(''),
    ).toBe(text);
  });

  it('open elsewhere and tell the other page nothing', () => {
    const html = drawn([message({ content: 'https://exemple.fr <img src=x onerror=alert(1)>' })]);
    expect(html).toContain('href="https://exemple.fr" target="_blank" rel="noopener noreferrer nofollow"');
    expect(html).not.toContain('<img');
  });
});

describe('a message', () => {
  it.each([
    ['👍', true],
    ['❤️ 👩‍⚕️ 🇫🇷', true],
    ['👍🏽👍🏽👍🏽', true],
    ['😀😀😀😀', false],
    ['👍 ok', false],
    ['1', false],
    ['', false],
  ])('of a few emoji only is large: %s', (text, large) => {
    expect(isFewEmoji(text)).toBe(large);
  });

  it('says who wrote it before what it says, for who listens', () => {
    const html = drawn([message({ content: 'Bonjour' }), message({ seq: 2, author: me, content: 'Merci' })]);
    expect(html).toContain('Dr Camille Moreau, </span>');
    expect(html).toContain('Vous, </span>');
  });

  it('that is deleted shows its place, and neither quote, nor files, nor anything to do', () => {
    const html = drawn([message({ deletedAt: at, replyToId: 'm0', editedAt: at })]);
    expect(html).toContain('Message supprimé');
    for (const gone of ['csr-quote', 'csr-tools', 'csr-edited']) expect(html).not.toContain(gone);
  });

  it('names who reacted, and marks what I did', () => {
    const html = drawn([message({ content: 'x', reactions: [{ emoji: '👍', personIds: ['doctor', 'me', 'gone'] }] })]);
    expect(html).toContain('aria-pressed="true" aria-label="👍 Dr Camille Moreau, quelqu’un et vous"');
  });

  it('of the system is a quiet line with a sign of its own', () => {
    const html = drawn([
      message({
        author: null,
        type: 'system',
        content: 'Rendez-vous annulé',
        metadata: { kind: 'appointment.cancelled' },
      }),
    ]);
    expect(html).toContain('data-kind="appointment.cancelled"');
    expect(html).not.toContain('csr-tools');
  });

  it('shows a file that is examined or refused as such, and offers nothing to press', () => {
    const file = {
      id: 'f',
      mediaType: 'application/pdf',
      sizeBytes: 2048,
      sha256: null,
      width: null,
      height: null,
      url: null,
    };
    const html = drawn(
      [
        message({
          attachments: [
            { ...file, name: 'a.pdf', hasThumbnail: false, state: 'pending' },
            { ...file, id: 'g', name: 'b.pdf', hasThumbnail: false, state: 'rejected' },
          ],
        }),
      ],
      'en',
    );
    expect(html).toContain('Being checked for viruses');
    expect(html).toContain('Blocked: this file was found harmful');
    expect(html.match(/data-testid="file" disabled=""/g)).toHaveLength(2);
  });
});

describe('a reaction', () => {
  const liked = message({ reactions: [{ emoji: '👍', personIds: ['doctor'] }] });

  it('is added once, behind those that are there, and taken back without a trace', () => {
    const both = withReaction(withReaction(liked, '👍', 'me', true), '👍', 'me', true);
    expect(both.reactions).toEqual([{ emoji: '👍', personIds: ['doctor', 'me'] }]);
    expect(withReaction(both, '👍', 'me', false)).toEqual(liked);
    expect(withReaction(liked, '👍', 'doctor', false).reactions).toEqual([]);
    expect(withReaction(liked, '🙏', 'me', true).reactions.map(({ emoji }) => emoji)).toEqual(['👍', '🙏']);
  });
});

describe('the choice of emoji', () => {
  const found = (search: string, locale = 'fr') => findEmoji(search, locale).flatMap(({ emoji }) => emoji);

  it('is found by words of either language, without accents', () => {
    expect(found('coeur rouge').map(({ symbol }) => symbol)).toContain('❤️');
    expect(found('FIEVRE').map(({ symbol }) => symbol)).toContain('🌡️');
    expect(found('thank you').map(({ symbol }) => symbol)).toEqual(['🙏']);
    expect(found('xyzzy')).toEqual([]);
  });

  it('names each in the language of the person', () => {
    expect(found('croissant')[0]?.name).toBe('croissant');
    expect(found('rendez-vous', 'en')[0]?.name).toBe('calendar');
  });

  it('remembers what was chosen lately, each once', () => {
    for (const symbol of ['🙏', '👍', '🙏']) choseEmoji(symbol);
    const [recent] = findEmoji('', 'fr');
    expect(recent).toMatchObject({ group: 'recent', emoji: [{ symbol: '🙏' }, { symbol: '👍' }] });
  });

  it('has none twice, and none without a name', () => {
    const all = Object.values(EMOJI).flat();
    expect(new Set(all.map(([symbol]) => symbol)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(120);
    expect(all.every(([, fr, en]) => fr !== '' && en !== '')).toBe(true);
  });
});

describe('the size of a file', () => {
  it.each([
    [0, '0 o'],
    [900, '900 o'],
    [2048, '2 ko'],
    [1_500_000, '1,4 Mo'],
    [26_214_400, '25 Mo'],
    [3_221_225_472, '3 Go'],
  ])('of %i bytes is written %s', (bytes, text) => {
    expect(fileSize(bytes, 'fr').replace(/\s/g, ' ')).toBe(text);
  });
});

describe('the address of a file', () => {
  afterEach(() => void vi.useRealTimers());
  const file = (parts: Partial<Attachment> = {}): Attachment => ({
    ...{ id: 'f', name: 'a.jpg', mediaType: 'image/jpeg', sizeBytes: 1, sha256: null, width: 1, height: 1, url: null },
    ...{ hasThumbnail: true, state: 'ready' as const },
    ...parts,
  });
  function asking() {
    const client = createCauserie({ url: '', getToken: () => '' });
    const fileLink = vi.fn(async (id: string, size?: string) => ({ url: `/${id}/${size}`, expiresAt: at }));
    return { fileLink, links: fileLinksOf({ ...client, queries: { ...client.queries, fileLink } }) };
  }

  it('is asked for once while it works, for each size, and again later or when it did not work', async () => {
    vi.useFakeTimers();
    const { fileLink, links } = asking();
    const both = await Promise.all([links.get(file(), 'thumbnail'), links.get(file(), 'thumbnail')]);
    expect(both).toEqual(['/f/thumbnail', '/f/thumbnail']);
    expect(fileLink).toHaveBeenCalledTimes(1);
    await links.get(file(), 'original');
    expect(fileLink).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(4 * 60_000);
    await links.get(file(), 'thumbnail');
    expect(fileLink).toHaveBeenCalledTimes(3);
    links.drop(file(), 'thumbnail');
    await links.get(file(), 'thumbnail');
    expect(fileLink).toHaveBeenCalledTimes(4);
  });

  it('that somebody else keeps is one of the web, or none', async () => {
    const { fileLink, links } = asking();
    expect(await links.get(file({ url: 'https://exemple.fr/a.jpg' }), 'original')).toBe('https://exemple.fr/a.jpg');
    await expect(links.get(file({ url: 'javascript:alert(1)' }), 'original')).rejects.toThrow(
      'not an address of the web',
    );
    expect(fileLink).not.toHaveBeenCalled();
  });
});
