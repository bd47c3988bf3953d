import type { Attachment } from '@causerie/contracts';
import type { Failure } from '../error.ts';
import { createValue, type Observable } from '../observable.ts';

/** A file on its way to the server, in the tray of a conversation until its message is sent. */
export interface Upload {
  id: string;
  name: string;
  /** What the device says the file is; empty when it does not say. */
  mediaType: string;
  sizeBytes: number;
  sentBytes: number;
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
  /** The files that are ready, in order, which leave the tray: they are given to `sendMessage`. */
  take(conversationId: string): Attachment[];
}

/** Builds the tray. */
export function createUploads(): Uploads {
  const { getSnapshot, subscribe } = createValue<Readonly<Record<string, readonly Upload[]>>>({});
  return {
    getSnapshot,
    subscribe,
    add: () => [],
    retry: () => undefined,
    remove: () => undefined,
    take: () => [],
  };
}
