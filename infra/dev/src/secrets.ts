import { createECDH, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const SECRET_SIZE_BYTES = 32;
const VAPID_CURVE = 'prime256v1';

/** A secret that stays the same from run to run, kept in a file only its owner can read. */
export function keptSecret(path: string): Promise<string> {
  return kept(path, () => randomBytes(SECRET_SIZE_BYTES).toString('hex'));
}

/** Keys of Web Push that stay the same from run to run: browsers subscribe with the public one and would lose touch. */
export async function keptVapidKeys(path: string): Promise<{ VAPID_PUBLIC_KEY: string; VAPID_PRIVATE_KEY: string }> {
  const privateKey = await kept(path, () => {
    const fresh = createECDH(VAPID_CURVE);
    fresh.generateKeys();
    // The number may be short by a byte; its place is always full.
    return Buffer.concat([Buffer.alloc(SECRET_SIZE_BYTES), fresh.getPrivateKey()])
      .subarray(-SECRET_SIZE_BYTES)
      .toString('base64url');
  });
  const pair = createECDH(VAPID_CURVE);
  pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  return { VAPID_PUBLIC_KEY: pair.getPublicKey().toString('base64url'), VAPID_PRIVATE_KEY: privateKey };
}

async function kept(path: string, make: () => string): Promise<string> {
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  const secret = make();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, secret, { mode: 0o600 });
  return secret;
}
