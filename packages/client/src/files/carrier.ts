import type { Attachment } from '@causerie/contracts';
import { backoffMs } from '../backoff.ts';
import { asCauserieError, type CauserieError } from '../error.ts';
import type { Cargo, Transfer } from './transfer.ts';
import type { Upload, UploadDeps } from './uploads.ts';

/** Files on their way at the same time: more would only share the line. */
const AT_ONCE = 2;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 10_000;
/** A server that answers "not now" so many times in a row, without taking a byte, is believed. */
const REFUSALS_BELIEVED = 5;
/** A line on which nothing moved for so long is dead, whatever the machine says of it. */
const SILENCE_MAX_MS = 60_000;

/** A file of the tray that is carried to the server. */
export interface Carried extends Cargo {
  /** Id in the tray. */
  id: string;
}

interface Load {
  cargo: Carried;
  transfer: Transfer;
  /** Whether it is somebody's turn: being sent, or pausing between two attempts. */
  running: boolean;
  settled: boolean;
  attachmentId: string | null;
}

type Change = Partial<Pick<Upload, 'status' | 'failure' | 'attachment' | 'sentBytes'>>;

/** Carries files, a few at once, until each has arrived or was refused; a lost line only makes it wait. */
export class Carrier {
  readonly #deps: UploadDeps;
  readonly #changed: (cargo: Carried, change: Change) => void;
  readonly #loads = new Map<string, Load>();
  readonly #wakers = new Set<() => void>();
  #stopped = false;
  #unlisten: (() => void) | null = null;

  constructor(deps: UploadDeps, changed: (cargo: Carried, change: Change) => void) {
    this.#deps = deps;
    this.#changed = changed;
  }

  /** Takes a file; one that was refused is taken up where it stopped, if the server still has it. */
  carry(cargo: Carried): void {
    const known = this.#loads.get(cargo.id);
    if (known === undefined) {
      const load = { cargo, transfer: this.#deps.open(cargo), running: false, settled: false, attachmentId: null };
      this.#loads.set(cargo.id, load);
    } else known.settled = false;
    this.#pump();
  }

  /** Forgets a file here and on the server. */
  giveUp(id: string): void {
    const load = this.#loads.get(id);
    if (load === undefined) return;
    this.#loads.delete(id);
    void this.#withdraw(load);
    this.#pump();
  }

  /** Forgets a file here only: its message has it now. */
  forget(id: string): void {
    this.#loads.delete(id);
  }

  start(): void {
    this.#stopped = false;
    this.#unlisten ??= this.#deps.network.onChange(() => this.#wake());
    this.#wake();
    this.#pump();
  }

  stop(): void {
    this.#stopped = true;
    this.#unlisten?.();
    this.#unlisten = null;
    this.#wake();
    for (const { transfer, running } of this.#loads.values()) if (running) void transfer.abort(false);
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }

  #pump(): void {
    if (this.#stopped) return;
    const all = [...this.#loads.values()];
    let free = AT_ONCE - all.filter(({ running }) => running).length;
    for (const load of all) {
      if (free <= 0) return;
      if (load.running || load.settled) continue;
      free -= 1;
      void this.#run(load);
    }
  }

  async #run(load: Load): Promise<void> {
    load.running = true;
    for (let attempt = 0; this.#wanted(load); attempt += 1) {
      const before = load.transfer.uploadId();
      let moved = false;
      try {
        const attachment = await this.#attempt(load, () => (moved = true));
        if (!this.#wanted(load)) break;
        load.settled = true;
        load.attachmentId = attachment.id;
        this.#changed(load.cargo, { status: 'ready', attachment, sentBytes: load.cargo.source.size });
      } catch (cause) {
        if (!this.#wanted(load)) break;
        if (moved || before !== load.transfer.uploadId()) attempt = 0;
        await this.#afterFailure(load, asCauserieError(cause), attempt);
      }
    }
    load.running = false;
    if (!load.settled && this.#loads.get(load.cargo.id) === load) this.#changed(load.cargo, { status: 'waiting' });
    this.#pump();
  }

  #wanted(load: Load): boolean {
    return !this.#stopped && !load.settled && this.#loads.get(load.cargo.id) === load;
  }

  async #attempt({ cargo, transfer }: Load, moved: () => void): Promise<Attachment> {
    const { rest } = this.#deps;
    const known = transfer.uploadId();
    const path = (id: string) => `/v1/uploads/${encodeURIComponent(id)}/attachment`;
    if (known !== null) {
      // Everything may have arrived, and only the answer been lost: sending it again would make a second file.
      const arrived = await rest.request<Attachment>('GET', path(known)).catch((error: CauserieError) => {
        if (error.code === 'not_found') return null;
        throw error;
      });
      if (arrived !== null) return arrived;
    }
    this.#changed(cargo, { status: 'uploading' });
    const id = await this.#sent(cargo, transfer, moved);
    return rest.request<Attachment>('GET', path(id));
  }

  async #sent(cargo: Carried, transfer: Transfer, moved: () => void): Promise<string> {
    const { clock } = this.#deps;
    const listen = () => clock.setTimeout(() => void transfer.abort(false), SILENCE_MAX_MS);
    let silence = listen();
    let furthest = 0;
    try {
      return await transfer.run((sentBytes) => {
        clock.clearTimeout(silence);
        silence = listen();
        if (sentBytes > furthest && furthest > 0) moved();
        furthest = Math.max(furthest, sentBytes);
        this.#changed(cargo, { sentBytes });
      });
    } finally {
      clock.clearTimeout(silence);
    }
  }

  async #afterFailure(load: Load, error: CauserieError, attempt: number): Promise<void> {
    const { random } = this.#deps;
    const isLost = error.code === 'network' || error.code === 'timeout';
    if (!error.retryable || (!isLost && attempt + 1 >= REFUSALS_BELIEVED)) {
      load.settled = true;
      this.#changed(load.cargo, { status: 'failed', failure: error.failure });
      return;
    }
    this.#changed(load.cargo, { status: 'waiting' });
    await this.#pause(error.retryAfterMs ?? backoffMs(attempt, RETRY_FIRST_MS, RETRY_MAX_MS, random));
  }

  #pause(delayMs: number): Promise<void> {
    const { clock } = this.#deps;
    return new Promise((resolve) => {
      const wake = () => {
        clock.clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      const timer = clock.setTimeout(wake, delayMs);
      this.#wakers.add(wake);
    });
  }

  /** Best effort: what stays behind is removed by the server within a day. */
  async #withdraw({ transfer, attachmentId }: Load): Promise<void> {
    const id = attachmentId ?? transfer.uploadId();
    const unfinished =
      attachmentId === null &&
      (await transfer.abort(true).then(
        () => true,
        () => false,
      ));
    if (unfinished || id === null) return;
    await this.#deps.rest.request('DELETE', `/v1/attachments/${encodeURIComponent(id)}`).catch(() => undefined);
  }
}
