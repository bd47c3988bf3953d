import { type CauserieError, networkError } from '../error.ts';
import type { UploadSource } from './uploads.ts';

/** What is to be brought to the server. */
export interface Cargo {
  conversationId: string;
  name: string;
  source: UploadSource;
}

/** One file being brought to the server. What was sent stays sent: `run` goes on where the one before broke off. */
export interface Transfer {
  /** Resolves with the id of the upload when everything has arrived. Rejects with CauserieError. */
  run(onProgress: (sentBytes: number) => void): Promise<string>;
  /** The id that the server gave, once it did. */
  uploadId(): string | null;
  /** Breaks off: `run` rejects. With `everything`, the server forgets what it has. */
  abort(everything: boolean): Promise<void>;
}

export type OpenTransfer = (cargo: Cargo) => Transfer;

/** Transfers by the tus protocol. Its client is loaded with the first file, so that who sends none does not load it. */
export function tusTransfers(url: string, getToken: () => string | Promise<string>): OpenTransfer {
  return ({ conversationId, name, source }) => {
    /** The latest attempt; what an earlier one still says is not listened to. */
    let attempt: Attempt | null = null;
    let address: string | null = null;
    const begin = async (mine: Attempt, onProgress: (sentBytes: number) => void): Promise<void> => {
      const { openUpload } = await import('./tus-upload.ts');
      if (mine !== attempt) return;
      mine.upload = openUpload(source, {
        endpoint: `${url === '' ? globalThis.location.origin : url}/v1/uploads`,
        address,
        metadata: { conversationId, filename: name },
        getToken,
        onAddress(known) {
          if (mine === attempt) address = known;
        },
        onProgress(sentBytes) {
          if (mine === attempt) onProgress(sentBytes);
        },
        onSuccess: () => mine.done(idIn(address) ?? ''),
        onFailure: (error) => mine.broke(error),
      });
      mine.upload.start();
    };
    return {
      uploadId: () => idIn(address),
      run: (onProgress) =>
        new Promise((done, broke) => {
          const mine: Attempt = { upload: null, done, broke };
          attempt = mine;
          begin(mine, onProgress).catch(() => broke(networkError('the upload could not begin')));
        }),
      async abort(everything) {
        const last = attempt;
        attempt = null;
        last?.broke(networkError('the upload was broken off'));
        await last?.upload?.abort(everything);
      },
    };
  };
}

interface Attempt {
  upload: { start(): void; abort(everything: boolean): Promise<void> } | null;
  done(uploadId: string): void;
  broke(error: CauserieError): void;
}

function idIn(address: string | null): string | null {
  return address?.split('/').at(-1) ?? null;
}
