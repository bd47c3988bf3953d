import type { Digest } from '@causerie/core';

/** Conversations that are listed by name; the others are counted. */
const NAMES_MAX = 10;

/** What one e-mail says. */
export interface DigestText {
  subject: string;
  text: string;
  html: string;
}

/** Where the links of an e-mail lead. */
export interface DigestLinks {
  open: string;
  unsubscribe: string;
}

/**
 * Words of an e-mail: how much waits, French first because we do not know the reader's language, nothing of what was
 * said, and names only when `showNames`.
 */
export function digestText({ conversations }: Digest, links: DigestLinks, showNames: boolean): DigestText {
  const unread = conversations.reduce((sum, conversation) => sum + conversation.unread, 0);
  const names = showNames ? conversations.flatMap(({ name }) => name ?? []).slice(0, NAMES_MAX) : [];
  const fr = {
    count: unread === 1 ? 'Vous avez 1 message non lu.' : `Vous avez ${unread} messages non lus.`,
    from: names.length === 0 ? '' : `De : ${names.join(', ')}`,
    open: 'Ouvrir mes messages',
    stop: 'Ne plus recevoir ces e-mails',
  };
  const en = {
    count: unread === 1 ? 'You have 1 unread message.' : `You have ${unread} unread messages.`,
    from: names.length === 0 ? '' : `From: ${names.join(', ')}`,
    open: 'Open my messages',
    stop: 'Stop these e-mails',
  };
  return {
    subject:
      unread === 1 ? '1 message non lu – 1 unread message' : `${unread} messages non lus – ${unread} unread messages`,
    text: [fr, en].map((words) => plain(words, links)).join('\n\n--\n\n'),
    html: `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>${fr.count}</title></head>
<body>
<main>
${markup(fr, links)}
<hr>
<div lang="en">
${markup(en, links)}
</div>
</main>
</body>
</html>
`,
  };
}

interface Words {
  count: string;
  from: string;
  open: string;
  stop: string;
}

function plain({ count, from, open, stop }: Words, links: DigestLinks): string {
  const lines = [count, from, `${open} : ${links.open}`, `${stop} : ${links.unsubscribe}`];
  return lines.filter((line) => line !== '').join('\n\n');
}

function markup({ count, from, open, stop }: Words, links: DigestLinks): string {
  const lines = [
    `<p>${escaped(count)}</p>`,
    from === '' ? '' : `<p>${escaped(from)}</p>`,
    `<p><a href="${escaped(links.open)}">${escaped(open)}</a></p>`,
    `<p><a href="${escaped(links.unsubscribe)}">${escaped(stop)}</a></p>`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Names are people's own choice and must stay text. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
