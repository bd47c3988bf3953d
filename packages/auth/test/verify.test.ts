import { generateKeyPairSync } from 'node:crypto';
import fastify from 'fastify';
import { SignJWT, UnsecuredJWT, exportJWK } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { registerAuth, type Identify } from '../src/index.ts';

const SECRET = 'a-secret-of-more-than-32-characters-for-tests';
const MONTH_SECONDS = 30 * 86_400;
const key = new TextEncoder().encode(SECRET);
const closers: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function identifier(settings: object = { JWT_SECRET: SECRET }): Promise<Identify> {
  const app = fastify();
  closers.push(() => app.close());
  return registerAuth(app, { JWT_MAX_AGE_SECONDS: MONTH_SECONDS, ...settings });
}

function token(claims: object, exp: string | number | null = '1h', alg = 'HS256'): Promise<string> {
  const jwt = new SignJWT({ sub: '42', role: 'patient', ...claims }).setProtectedHeader({ alg });
  return (exp === null ? jwt : jwt.setExpirationTime(exp)).sign(key);
}

const refused = { code: 'unauthenticated' };

describe('ID-1: only pinned algorithms, an exp, and a bounded life are accepted', () => {
  it('ID-3: `Bearer <token>` and `<token>` mean the same', async () => {
    const identify = await identifier();
    const good = await token({});
    expect(await identify(good)).toMatchObject({ role: 'client', subject: '42' });
    expect(await identify(`Bearer ${good}`)).toMatchObject({ role: 'client', subject: '42' });
  });

  it('refuses a token without exp', async () => {
    await expect((await identifier())(await token({}, null))).rejects.toMatchObject(refused);
  });

  it('refuses a token that lives for ten years', async () => {
    await expect((await identifier())(await token({}, '10y'))).rejects.toMatchObject(refused);
  });

  it('refuses HS512 and unsigned tokens', async () => {
    const identify = await identifier();
    await expect(identify(await token({}, '1h', 'HS512'))).rejects.toMatchObject(refused);
    const unsigned = new UnsecuredJWT({ sub: '42', role: 'patient' }).setExpirationTime('1h').encode();
    await expect(identify(unsigned)).rejects.toMatchObject(refused);
  });

  it('says token_expired beyond the leeway of 60 s and accepts within it', async () => {
    const identify = await identifier();
    const now = Math.floor(Date.now() / 1000);
    await expect(identify(await token({}, now - 90))).rejects.toMatchObject({ code: 'token_expired' });
    expect(await identify(await token({}, now - 10))).toMatchObject({ subject: '42' });
  });

  it('checks aud and iss when they are configured', async () => {
    const identify = await identifier({ JWT_SECRET: SECRET, JWT_AUDIENCE: 'causerie', JWT_ISSUER: 'clinic' });
    await expect(identify(await token({ aud: 'other', iss: 'clinic' }))).rejects.toMatchObject(refused);
    await expect(identify(await token({}))).rejects.toMatchObject(refused);
    expect(await identify(await token({ aud: 'causerie', iss: 'clinic' }))).toMatchObject({ subject: '42' });
  });

  it.each([undefined, '', 'Bearer ', 'not.a.token', 'x'.repeat(9000)])('refuses %s', async (raw) => {
    await expect((await identifier())(raw)).rejects.toMatchObject(refused);
  });
});

describe('ID-1: asymmetric keys', () => {
  it('a public key pins its own algorithm: an HS256 token signed with the public text is refused', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const identify = await identifier({ JWT_PUBLIC_KEY: pem });
    const claims = { sub: '42', role: 'patient' };
    const good = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA' })
      .setExpirationTime('1h')
      .sign(privateKey);
    expect(await identify(good)).toMatchObject({ subject: '42' });
    const forged = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h');
    await expect(identify(await forged.sign(new TextEncoder().encode(pem)))).rejects.toMatchObject(refused);
  });

  it('a key set answers by kid', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issuer = fastify();
    closers.push(() => issuer.close());
    issuer.get('/jwks', async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] }));
    const address = await issuer.listen({ host: '127.0.0.1', port: 0 });
    const identify = await identifier({ JWT_JWKS_URL: `${address}/jwks` });
    const signed = (kid: string) =>
      new SignJWT({ sub: '7', role: 'medecin' })
        .setExpirationTime('1h')
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey);
    expect(await identify(await signed('k1'))).toMatchObject({ role: 'professional', subject: '7' });
    await expect(identify(await signed('k2'))).rejects.toMatchObject(refused);
  });
});
