import type { Page } from 'playwright-core';

/** Words of both directions, as text of messages is made of. */
const WORDS = ['consultation ', 'الاستشارة '];
/** Text of one line and of several, that ends anywhere in its last line. */
const WORDS_MAX_COUNT = 8;
/** How far boxes of lines reach beyond their letters. */
const LEADING_PX = 3;

/**
 * Which bubbles of a page show their time over their text: on a page of either direction, with text of either direction that grows word
 * by word. The page is left with other texts.
 */
export async function timesOverText(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = new Set();
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      for (const text of document.querySelectorAll('.csr-bubble > .csr-text:not([data-large])')) {
        const time = text.parentElement.querySelector('.csr-meta');
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const word of ${JSON.stringify(WORDS)}) {
          for (let count = 1; count <= ${WORDS_MAX_COUNT}; count += 1) {
            text.firstChild.data = word.repeat(count).trim();
            const at = time.getBoundingClientRect();
            const isOver = [...range.getClientRects()].some((line) =>
              line.left < at.right && line.right > at.left &&
              line.top < at.bottom - ${LEADING_PX} && line.bottom > at.top + ${LEADING_PX});
            if (isOver) found.add('the time is over the text, ' + dir + ', ' + word + '× ' + count);
          }
        }
      }
    }
    if (document.querySelector('.csr-bubble > .csr-text') === null) found.add('no message');
    document.documentElement.dir = 'ltr';
    return [...found];
  })()`);
}
