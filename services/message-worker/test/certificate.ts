import { generateKeyPairSync, sign } from 'node:crypto';

const DAY_MS = 86_400_000;

const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const octets = (tag: number, hex: string): Buffer => der(tag, Buffer.from(hex, 'hex'));
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value));
const utcTime = (at: number): Buffer =>
  text(0x17, `${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`);

/** A certificate for `localhost` that signs itself and lives for a day: for a server of a test, made when it is needed. */
export function certificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const ecdsaWithSha256 = sequence(octets(0x06, '2a8648ce3d040302'));
  const name = sequence(der(0x31, sequence(octets(0x06, '550403'), text(0x0c, 'localhost'))));
  const alternatives = sequence(text(0x82, 'localhost'));
  const signed = sequence(
    der(0xa0, octets(0x02, '02')),
    octets(0x02, '01'),
    ecdsaWithSha256,
    name,
    sequence(utcTime(Date.now() - DAY_MS), utcTime(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(octets(0x06, '551d11'), der(0x04, alternatives)))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', signed, privateKey));
  const base64 =
    sequence(signed, ecdsaWithSha256, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...base64, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}
