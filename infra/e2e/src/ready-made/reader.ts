import type { Page } from 'playwright-core';

/** Writes a message in the thread that is open, and sends it. */
export async function write(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer-input').fill(text);
  await page.getByTestId('send-button').click();
}

/** Waits until a message is on the page. */
export async function sees(page: Page, text: string): Promise<void> {
  await page.getByTestId('message').filter({ hasText: text }).waitFor();
}

/** How many messages are found by some words, asked anew: what was just sent is found within seconds (SRCH-2). */
export async function found(page: Page, words: string): Promise<number> {
  const field = page.getByTestId('conversation-search');
  await field.fill('');
  const answered = page.waitForResponse((response) => response.url().includes('/v1/search/messages'));
  await field.fill(words);
  await answered;
  return page.getByTestId('found-message').count();
}
