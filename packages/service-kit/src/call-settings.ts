import { ICE_CREDENTIAL_LIFE_MAX_SECONDS } from '@causerie/contracts';
import { z } from 'zod';
import { flag, iceUrlList, rate } from './setting-kinds.ts';

/** Secrets shorter than this are guessed. */
const SECRET_MIN_CHARS = 32;

/** Ports below belong to services that everybody knows. */
const PORT_MIN = 1024;
const PORT_MAX = 65_535;
const port = z.coerce.number().int().min(PORT_MIN).max(PORT_MAX);

/** The settings of calls; part of the one list of settings. */
export const callSettings = {
  RATE_CALL_START_PER_MINUTE: rate
    .default(20)
    .describe('Calls that one person starts in a minute; 0 switches the limit off.'),
  RATE_CALL_ASK_IN_PER_MINUTE: rate
    .default(20)
    .describe(
      'Attempts to join by a code or a link in a minute, of one person, or of one address without a token; 0 switches the limit off.',
    ),
  RATE_CALL_GUESSES_PER_MINUTE: rate
    .default(300)
    .describe(
      'Wrong codes and links in a minute, of everybody, after which codes need a token; 0 switches the limit off.',
    ),
  STUN_URLS: iceUrlList('stun', 'stuns')
    .default([])
    .describe('Servers that tell a browser its own address, such as stun:turn.example.org:3478, separated by commas.')
    .meta({ example: '' }),
  TURN_URLS: iceUrlList('turn', 'turns')
    .default([])
    .describe(
      'Relays for calls, separated by commas: turn:turn.example.org:3478?transport=udp, …?transport=tcp and turns:turn.example.org:443?transport=tcp.',
    )
    .meta({ example: '' }),
  TURN_SECRET: z
    .string()
    .min(SECRET_MIN_CHARS)
    .optional()
    .describe("The relay's static-auth-secret, at least 32 characters. Required beside TURN_URLS."),
  TURN_CREDENTIAL_SECONDS: z.coerce
    .number()
    .int()
    .min(60)
    .max(ICE_CREDENTIAL_LIFE_MAX_SECONDS)
    .default(ICE_CREDENTIAL_LIFE_MAX_SECONDS)
    .describe('Life of credentials for the relay, in seconds.'),
  ICE_RELAY_ONLY: flag
    .default(false)
    .describe('1 sends all media through the relay, so that nobody learns the address of the other end.'),
  FORWARDING_PORT_MIN: port
    .default(50_000)
    .describe('signaling: first UDP port on which media of calls with topology sfu are received.'),
  FORWARDING_PORT_MAX: port.default(50_999).describe('signaling: last of these ports; each participant needs one.'),
  FORWARDING_BIND_ADDRESS: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .describe(
      'signaling: address on which media are received, which browsers must reach; all of the machine when absent.',
    ),
};
