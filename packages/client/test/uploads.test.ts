import type { Attachment } from '@causerie/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { CauserieError, type CauserieErrorCode, networkError } from '../src/error.ts';
import type { Cargo, Transfer } from '../src/files/transfer.ts';
import { createUploads, type UploadTray } from '../src/files/uploads.ts';
import type { Rest } from '../src/rest.ts';
import { FakeClock } from './fake-clock.ts';

const ROOM = 'c1';
const SILENCE_MS = 60_000;
const PAUSE_MAX_MS = 10_000;

/** A transfer whose end the test decides. */
class FakeTransfer implements Transfer {
  readonly cargo: Cargo;
  runs = 0;
  given: string | null = null;
  aborted: boolean[] = [];
  #progress: (sentBytes: number) => void = () => undefined;
  #settle: { resolve(id: string): void; reject(error: Error): void } | null = null;
  constructor(cargo: Cargo) {
    this.cargo = cargo;
  }
  run(onProgress: (sentBytes: number) => void): Promise<string> {
    this.runs += 1;
    this.#progress = onProgress;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }
  uploadId = () => this.given;
  async abort(everything: boolean) {
    this.aborted.push(everything);
    this.#settle?.reject(networkError('broken off'));
  }
  sent(bytes: number) {
    this.given ??= `of-${this.cargo.name}`;
    this.#progress(bytes);
  }
  arrive() {
    this.given ??= `of-${this.cargo.name}`;
    server.arrived.add(this.given);
    this.#settle?.resolve(this.given);
  }
  fail(code: CauserieErrorCode, retryable: boolean) {
    this.#settle?.reject(new CauserieError({ code, detail: code, retryable, requestId: null }));
  }
}

let clock: FakeClock;
let transfers: FakeTransfer[];
let uploads: UploadTray;
let server: { arrived: Set<string>; asked: string[] };
let online: { now: boolean; changed(): void };

beforeEach(() => {
  clock = new FakeClock();
  transfers = [];
  server = { arrived: new Set(), asked: [] };
  online = { now: true, changed: () => undefined };
  const request = async (method: string, path: string) => {
    server.asked.push(`${method} ${path}`);
    const id = path.split('/')[3] ?? '';
    if (method === 'GET' && !server.arrived.has(id)) {
      throw new CauserieError({ code: 'not_found', detail: '', retryable: false, requestId: null });
    }
    return { id, name: id } as Attachment;
  };
  let ids = 0;
  uploads = createUploads({
    rest: { request } as unknown as Rest,
    open(cargo) {
      const transfer = new FakeTransfer(cargo);
      transfers.push(transfer);
      return transfer;
    },
    clock,
    network: {
      isOnline: () => online.now,
      onChange(listener) {
        online.changed = listener;
        return () => undefined;
      },
    },
    random: () => 1,
    newId: () => `u${(ids += 1)}`,
  });
  uploads.kick();
});

const named = (name: string, size = 10): File => new File([new Uint8Array(size)], name);
const tray = () => uploads.getSnapshot()[ROOM] ?? [];
const statuses = () => tray().map(({ status }) => status);
const settle = () => clock.pass(0);

describe('files on their way', () => {
  it('are brought two at once, in the order in which they were added', async () => {
    expect(
      uploads.add(
        ROOM,
        ['a', 'b', 'c'].map((name) => named(name)),
      ),
    ).toEqual(['u1', 'u2', 'u3']);
    await settle();
    expect(transfers.map(({ runs }) => runs)).toEqual([1, 1, 0]);
    expect(statuses()).toEqual(['uploading', 'uploading', 'waiting']);
    transfers[1]?.arrive();
    await settle();
    expect(statuses()).toEqual(['uploading', 'ready', 'uploading']);
  });

  it('tell how far they have come, and change no other file in doing so', async () => {
    uploads.add(ROOM, [named('a', 100), named('b')]);
    await settle();
    const other = tray()[1];
    transfers[0]?.sent(40);
    expect(tray()[0]).toMatchObject({ sentBytes: 40, sizeBytes: 100 });
    expect(tray()[1]).toBe(other);
  });

  it('leave the tray in their order when they are taken, but for those that are not there yet', async () => {
    uploads.add(ROOM, [named('a'), named('b')]);
    uploads.add('another', [named('c')]);
    await settle();
    transfers[1]?.arrive();
    await settle();
    expect(uploads.take(ROOM).map(({ id }) => id)).toEqual(['of-b']);
    expect(tray().map(({ name }) => name)).toEqual(['a']);
    expect(uploads.getSnapshot()['another']).toHaveLength(1);
  });
});

describe('one file of several', () => {
  it('leaves the tray alone where it is named, and what is not there or not ready stays', async () => {
    const [first = '', second = '', third = ''] = uploads.add(ROOM, [named('a'), named('b'), named('c')]);
    await settle();
    for (const transfer of transfers.slice(0, 2)) transfer.arrive();
    await settle();
    expect(uploads.take(ROOM, [second, third, 'unknown']).map(({ id }) => id)).toEqual(['of-b']);
    expect(tray().map(({ id }) => id)).toEqual([first, third]);
    expect(uploads.take(ROOM, [])).toEqual([]);
    expect(tray()).toHaveLength(2);
  });
});

describe('a line that is lost', () => {
  it('makes a file wait, and the same transfer goes on when the network is back', async () => {
    uploads.add(ROOM, [named('a', 100)]);
    await settle();
    transfers[0]?.sent(60);
    transfers[0]?.fail('network', true);
    await settle();
    expect(tray()[0]).toMatchObject({ status: 'waiting', sentBytes: 60, failure: null });
    online.changed();
    await settle();
    expect(transfers).toHaveLength(1);
    expect(transfers[0]?.runs).toBe(2);
    expect(statuses()).toEqual(['uploading']);
  });

  it('never ends an upload, however often it is lost', async () => {
    uploads.add(ROOM, [named('a')]);
    for (let times = 1; times <= 12; times += 1) {
      await settle();
      expect(transfers[0]?.runs).toBe(times);
      transfers[0]?.fail('network', true);
      await clock.pass(PAUSE_MAX_MS);
    }
    expect(statuses()).toEqual(['uploading']);
  });

  it('with the last answer costs nothing: what has arrived is asked for, not sent again', async () => {
    uploads.add(ROOM, [named('a')]);
    await settle();
    transfers[0]?.sent(10);
    server.arrived.add('of-a');
    transfers[0]?.fail('network', true);
    await clock.pass(PAUSE_MAX_MS);
    expect(transfers[0]?.runs).toBe(1);
    expect(tray()[0]).toMatchObject({ status: 'ready', attachment: { id: 'of-a' } });
  });

  it('that is silent without being cut is given up after a minute, and tried again', async () => {
    uploads.add(ROOM, [named('a', 100)]);
    await settle();
    await clock.pass(SILENCE_MS - 1);
    transfers[0]?.sent(50);
    await clock.pass(SILENCE_MS - 1);
    expect(transfers[0]?.aborted).toEqual([]);
    await clock.pass(PAUSE_MAX_MS);
    expect(transfers[0]?.aborted).toEqual([false]);
    expect(transfers[0]?.runs).toBe(2);
  });
});

describe('a file that is refused', () => {
  it('by its name or size is not sent at all, in the words that the server would use', async () => {
    uploads.add(ROOM, [named('Facture.EXE'), named('IMG_1.heic'), named('vide.txt', 0), named('exercices.pdf')]);
    await settle();
    expect(transfers.map(({ cargo }) => cargo.name)).toEqual(['exercices.pdf']);
    expect(tray().map(({ failure }) => failure?.detail ?? null)).toEqual([
      'programs are not taken',
      'pictures are taken as JPEG, PNG, WebP, GIF or AVIF',
      'the file is empty',
      null,
    ]);
  });

  it('is the eleventh of its message, until another one is removed', async () => {
    uploads.add(
      ROOM,
      Array.from({ length: 11 }, (_, index) => named(`${index}`)),
    );
    await settle();
    const last = tray().at(-1);
    expect(last).toMatchObject({ status: 'failed', failure: { code: 'invalid_input' } });
    uploads.retry(ROOM, last?.id ?? '');
    expect(tray().at(-1)?.status).toBe('failed');
    uploads.remove(ROOM, 'u1');
    uploads.retry(ROOM, last?.id ?? '');
    expect(tray().at(-1)?.status).toBe('waiting');
  });

  it('for good is tried again only when somebody asks', async () => {
    uploads.add(ROOM, [named('a')]);
    await settle();
    transfers[0]?.fail('payload_too_large', false);
    await clock.pass(PAUSE_MAX_MS);
    expect(tray()[0]).toMatchObject({ status: 'failed', failure: { code: 'payload_too_large' } });
    expect(transfers[0]?.runs).toBe(1);
    uploads.retry(ROOM, 'u1');
    await settle();
    expect(transfers[0]?.runs).toBe(2);
    expect(tray()[0]).toMatchObject({ status: 'uploading', failure: null });
  });

  it('"for now" five times without a byte taken is believed', async () => {
    uploads.add(ROOM, [named('a')]);
    for (let times = 0; times < 5; times += 1) {
      await settle();
      transfers[0]?.fail('rate_limited', true);
      await clock.pass(PAUSE_MAX_MS);
    }
    expect(tray()[0]).toMatchObject({ status: 'failed', failure: { code: 'rate_limited' } });
  });
});

describe('taking a file back', () => {
  it('breaks it off here and on the server, and the next one has its turn', async () => {
    uploads.add(
      ROOM,
      ['a', 'b', 'c'].map((name) => named(name)),
    );
    await settle();
    uploads.remove(ROOM, 'u1');
    await settle();
    expect(transfers[0]?.aborted).toEqual([true]);
    expect(tray().map(({ name }) => name)).toEqual(['b', 'c']);
    expect(transfers[2]?.runs).toBe(1);
  });

  it('removes it from the server when it has arrived', async () => {
    uploads.add(ROOM, [named('a')]);
    await settle();
    transfers[0]?.arrive();
    await settle();
    uploads.remove(ROOM, 'u1');
    await settle();
    expect(server.asked.at(-1)).toBe('DELETE /v1/attachments/of-a');
    expect(uploads.getSnapshot()).toEqual({});
  });
});

describe('the messenger', () => {
  it('breaks everything off when it stops, and goes on from there when it starts again', async () => {
    uploads.add(ROOM, [named('a')]);
    await settle();
    uploads.stop();
    await settle();
    expect(transfers[0]?.aborted).toEqual([false]);
    expect(statuses()).toEqual(['waiting']);
    await clock.pass(PAUSE_MAX_MS);
    expect(transfers[0]?.runs).toBe(1);
    uploads.kick();
    await settle();
    expect(transfers[0]?.runs).toBe(2);
    expect(clock.waiting).toBeLessThanOrEqual(1);
  });

  it('forgets every file when its person leaves', async () => {
    uploads.add(ROOM, [named('a')]);
    uploads.add('another', [named('b')]);
    await settle();
    uploads.forget();
    await settle();
    expect(uploads.getSnapshot()).toEqual({});
    expect(transfers.map(({ aborted }) => aborted)).toEqual([[true], [true]]);
  });
});
