const KEY = /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*$/;
const KEY_MAX_LENGTH = 200;

/** The key itself. A key with dots, blanks or empty parts could leave its folder. @throws Error */
export function checkKey(key: string): string {
  if (key.length > KEY_MAX_LENGTH || !KEY.test(key)) {
    throw new Error('A storage key is made of lower-case letters, digits, hyphens and slashes');
  }
  return key;
}
