import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import type { PushPayload, PushSubscriptionBody } from '@causerie/contracts';
import type { PushOutcome, PushSender } from '@causerie/core';
import webPush from 'web-push';
import { PrivateAddress, publicLookup } from './public-lookup.ts';

/** How long a push service keeps what it cannot deliver; afterwards the list in the app says it all the same. */
const TTL_SECONDS = 24 * 3600;
/** Longest time that one push may take. */
const PUSH_TIMEOUT_MS = 10_000;
/** Connections to push services that one process holds. */
const SOCKETS_MAX = 32;
const ENCODING = 'aes128gcm';

/** How to reach push services. */
export interface WebPushOptions {
  /** The operator's keys (VAPID): `subject` is where a push service writes to, a `mailto:` or https address. */
  vapid: { subject: string; publicKey: string; privateKey: string };
  /** Replaces the connections, which refuse private addresses. */
  agent?: Agent;
}

/**
 * Sends pushes to the services of browser makers (RFC 8030, 8188, 8291, 8292). The endpoint is of a client's choosing: what
 * leads to a private address is never called, redirections are not followed, and answers are not read.
 */
export function createWebPushSender({ vapid, agent = publicAgent() }: WebPushOptions): PushSender {
  return {
    async send(subscription, payload) {
      const text = JSON.stringify(payload);
      if (isIP(new URL(subscription.endpoint).hostname.replace(/^\[|\]$/g, '')) !== 0) return 'gone';
      if (!canEncrypt(subscription, text)) return 'gone';
      const details = webPush.generateRequestDetails(subscription, text, {
        vapidDetails: vapid,
        TTL: TTL_SECONDS,
        contentEncoding: ENCODING,
        urgency: urgencyOf(payload),
        // What waits at the push service is replaced by what is newer.
        topic: payload.tag,
      });
      return outcomeOf(await post(agent, details));
    },
  };
}

function publicAgent(): Agent {
  return new Agent({ lookup: publicLookup, keepAlive: true, maxSockets: SOCKETS_MAX });
}

function urgencyOf({ kind }: PushPayload): 'high' | 'normal' | 'low' {
  if (kind === 'withdraw') return 'low';
  return kind === 'system' ? 'normal' : 'high';
}

/** Keys that are no point of the curve can never be sent to. */
function canEncrypt({ keys }: PushSubscriptionBody, text: string): boolean {
  try {
    webPush.encrypt(keys.p256dh, keys.auth, text, ENCODING);
    return true;
  } catch {
    return false;
  }
}

function outcomeOf(status: number | 'private'): PushOutcome {
  if (status === 'private' || status === 404 || status === 410) return 'gone';
  if (status >= 200 && status < 300) return 'taken';
  throw new Error(`A push service answered ${status}`);
}

/** The status of the answer. What fails is told without the address: it stands for a person's device. */
function post(agent: Agent, details: webPush.RequestDetails): Promise<number | 'private'> {
  const signal = AbortSignal.timeout(PUSH_TIMEOUT_MS);
  const { method, headers, body, endpoint } = details;
  return new Promise((resolve, reject) => {
    const call = request(endpoint, { method, headers, agent, signal }, (response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
      response.on('error', () => undefined);
    });
    call.on('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof PrivateAddress) resolve('private');
      else reject(new Error(`A push service could not be reached: ${error.code ?? error.name}`));
    });
    call.end(body);
  });
}
