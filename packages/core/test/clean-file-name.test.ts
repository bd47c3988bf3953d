import { expect, test } from 'vitest';
import { cleanFileName } from '../src/index.ts';

test.each([
  ['résultats d’analyse.pdf', 'résultats d’analyse.pdf'],
  ['C:\\Users\\Léa\\photo.jpg', 'photo.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['  .hidden. ', 'hidden'],
  ['facture\u202Efdp.exe', 'facturefdp.exe'],
  ['a\u0000b\r\nc.txt', 'abc.txt'],
  ['a<b>:"c|?*.txt', 'a_b___c___.txt'],
  ['cafe\u0301.txt', 'café.txt'],
  ['\uD800x.txt', '\uFFFDx.txt'],
  ['', 'file'],
  ['/', 'file'],
  ['...', 'file'],
])('a name like %j becomes %j', (given, clean) => expect(cleanFileName(given)).toBe(clean));

test('a long name is cut in front of its extension, and never in the middle of a character', () => {
  expect(cleanFileName(`${'a'.repeat(300)}.jpeg`)).toBe(`${'a'.repeat(250)}.jpeg`);
  expect(cleanFileName(`${'a'.repeat(300)}.${'b'.repeat(30)}`)).toHaveLength(255);
  const emoji = cleanFileName(`a${'🙂'.repeat(200)}.png`);
  expect(emoji.isWellFormed()).toBe(true);
  expect(emoji.length).toBeLessThanOrEqual(255);
  expect(emoji.endsWith('🙂.png')).toBe(true);
});
