/** Text that nobody reads without the key. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  text: ArrayBuffer;
}

/** A new key that no script can take out of the browser. */
export function createKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Encrypts; `place` is where it will lie, and it cannot be read from anywhere else. */
export async function seal(key: CryptoKey, place: string, text: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, text: await crypto.subtle.encrypt(cipher(iv, place), key, bytes(text)) };
}

/** Decrypts; null when this is another key, another place, or not whole. */
export async function unseal(key: CryptoKey, place: string, { iv, text }: Sealed): Promise<string | null> {
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt(cipher(iv, place), key, text));
  } catch {
    return null;
  }
}

function cipher(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: bytes(place) };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
