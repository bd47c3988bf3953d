import type { IceConfiguration } from '@causerie/contracts';
import type { Clock } from '../environment.ts';
import type { CallLine } from './transport.ts';

/** Credentials are renewed so long before they end: a call may begin with them right now and take a while to connect. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** A call does not wait longer for the addresses of the relay: the direct path needs none. */
const PATIENCE_MS = 3_000;

/** What `GET /v1/calls/ice-servers` answers, as connections take it. */
type IceAnswer = Omit<IceConfiguration, 'iceServers'> & { iceServers: RTCIceServer[] };

/** The addresses and credentials with which connections are made, renewed before they end (CALL-10). */
export class IceServers {
  readonly #line: CallLine;
  readonly #clock: Clock;
  #answer: IceAnswer | null = null;
  #asking: Promise<void> | null = null;

  constructor(line: CallLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
  }

  /** What is known at the moment; asks for newer ones where it is time to. */
  configuration(): RTCConfiguration {
    if (!this.#isGood()) void this.#ask();
    const { iceServers = [], iceTransportPolicy = 'all' } = this.#answer ?? {};
    return { iceServers, iceTransportPolicy, bundlePolicy: 'max-bundle' };
  }

  /** Resolves when they are known, or when waiting longer would be worse than beginning without them. */
  async known(): Promise<void> {
    if (this.#isGood()) return;
    let timer: unknown;
    const patience = new Promise<void>((resolve) => (timer = this.#clock.setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([this.#ask(), patience]);
    this.#clock.clearTimeout(timer);
  }

  /** The answer itself, for the rehearsal. Rejects with CauserieError. */
  async fetch(): Promise<IceAnswer> {
    this.#answer = await this.#line.rest<IceAnswer>('GET', '/v1/calls/ice-servers');
    return this.#answer;
  }

  #ask(): Promise<void> {
    this.#asking ??= this.fetch().then(
      () => void (this.#asking = null),
      () => void (this.#asking = null),
    );
    return this.#asking;
  }

  #isGood(): boolean {
    if (this.#answer === null) return false;
    const { expiresAt } = this.#answer;
    return expiresAt === null || Date.parse(expiresAt) - this.#clock.now() > RENEW_BEFORE_MS;
  }
}
