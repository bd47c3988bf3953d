import type { Attachment } from '@causerie/contracts';
import type { Clock, Network } from '../environment.ts';
import type { Failure } from '../error.ts';
import { createValue, type Observable } from '../observable.ts';
import type { Rest } from '../rest.ts';
import { refusedEarly, TOO_MANY } from './refused-early.ts';
import type { OpenTransfer } from './transfer.ts';
import { Carrier, type Carried } from './carrier.ts';

/** Most files of one message: the server's limit. */
const FILES_MAX = 10;

/** A file on its way to the server, in the tray of a conversation until its message is sent. */
export interface Upload {
  id: string;
  name: string;
  /** What the device says the file is; empty when it does not say. */
  mediaType: string;
  sizeBytes: number;
  sentBytes: number;
  /** `waiting` for its turn or for the line, which may be after a part was sent. */
  status: 'waiting' | 'uploading' | 'ready' | 'failed';
  failure: Failure | null;
  /** What the server made of it, once `ready`. */
  attachment: Attachment | null;
  /** The bytes on this device, for a preview. */
  source: UploadSource;
}

/** A file as pages have it; a `File` is one. */
export type UploadSource = Blob & { readonly name?: string };

/** Files that wait for their message, by conversation. */
export interface Uploads extends Observable<Readonly<Record<string, readonly Upload[]>>> {
  /** Begins to upload; returns the id of each upload, in the same order. What breaks off goes on where it was. */
  add(conversationId: string, files: readonly UploadSource[]): string[];
  retry(conversationId: string, uploadId: string): void;
  /** Takes a file back, whether or not it has arrived. */
  remove(conversationId: string, uploadId: string): void;
  /** The files that are ready, or those of them whose ids are named, in order, which leave the tray: they are given to `sendMessage`. */
  take(conversationId: string, uploadIds?: readonly string[]): Attachment[];
}

/** The tray with what only the messenger that it belongs to does. */
export interface UploadTray extends Uploads {
  /** Goes on with everything that waits: the connection came back. */
  kick(): void;
  /** Breaks off; what was sent stays on the server, and `kick` goes on from there. */
  stop(): void;
  /** Empties the tray. */
  forget(): void;
}

export interface UploadDeps {
  rest: Rest;
  open: OpenTransfer;
  clock: Clock;
  network: Network;
  random: () => number;
  newId: () => string;
}

/** Name of a file that has none, such as a picture from the clipboard of some browsers. */
const NAMELESS = 'image.png';

/** Builds the tray. */
export function createUploads(deps: UploadDeps): UploadTray {
  const trays = createValue<Readonly<Record<string, readonly Upload[]>>>({});
  const of = (conversationId: string) => trays.getSnapshot()[conversationId] ?? [];
  const set = (conversationId: string, uploads: readonly Upload[]) => {
    const { [conversationId]: _old, ...others } = trays.getSnapshot();
    trays.set(uploads.length === 0 ? others : { ...others, [conversationId]: uploads });
  };
  const patch = ({ conversationId, id }: Carried, change: Partial<Upload>) => {
    const uploads = of(conversationId).map((upload) => (upload.id === id ? { ...upload, ...change } : upload));
    set(conversationId, uploads);
  };
  const carrier = new Carrier(deps, patch);
  return {
    getSnapshot: trays.getSnapshot,
    subscribe: trays.subscribe,
    add: (conversationId, files) =>
      files.map((source) => {
        const upload = newUpload(deps.newId(), source, of(conversationId));
        set(conversationId, [...of(conversationId), upload]);
        if (upload.failure === null) carrier.carry(carried(conversationId, upload));
        return upload.id;
      }),
    retry(conversationId, uploadId) {
      const again = of(conversationId).find(({ id, status }) => id === uploadId && status === 'failed');
      if (again === undefined || refusedAtOnce(again.name, again.source, of(conversationId)) !== null) return;
      const cargo = carried(conversationId, again);
      patch(cargo, { status: 'waiting', failure: null });
      carrier.carry(cargo);
    },
    remove(conversationId, uploadId) {
      const left = of(conversationId).filter(({ id }) => id !== uploadId);
      if (left.length === of(conversationId).length) return;
      set(conversationId, left);
      carrier.giveUp(uploadId);
    },
    take(conversationId, uploadIds) {
      const taken: Attachment[] = [];
      const left = of(conversationId).filter(({ id, attachment }) => {
        if (attachment === null || uploadIds?.includes(id) === false) return true;
        carrier.forget(id);
        taken.push(attachment);
        return false;
      });
      if (taken.length > 0) set(conversationId, left);
      return taken;
    },
    kick: () => carrier.start(),
    stop: () => carrier.stop(),
    forget() {
      for (const uploads of Object.values(trays.getSnapshot())) for (const { id } of uploads) carrier.giveUp(id);
      trays.set({});
    },
  };
}

function newUpload(id: string, source: UploadSource, beside: readonly Upload[]): Upload {
  const name = source.name ?? NAMELESS;
  const failure = refusedAtOnce(name, source, beside);
  return {
    id,
    name,
    mediaType: source.type,
    sizeBytes: source.size,
    sentBytes: 0,
    status: failure === null ? 'waiting' : 'failed',
    failure,
    attachment: null,
    source,
  };
}

function refusedAtOnce(name: string, source: UploadSource, beside: readonly Upload[]): Failure | null {
  const held = beside.filter(({ status }) => status !== 'failed').length;
  return held >= FILES_MAX ? TOO_MANY : refusedEarly(name, source);
}

function carried(conversationId: string, { id, name, source }: Upload): Carried {
  return { conversationId, id, name, source };
}
