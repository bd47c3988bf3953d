import type { Upload } from '@causerie/client';
import { type ReactNode, useEffect, useRef } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { CloseIcon } from '../icons.tsx';
import { fileSize } from '../message/file-size.ts';
import { FileIcon, RetryIcon } from '../message/message-icons.tsx';

/** The files of the message that is being written, each with how far it has come. */
export function Tray({ conversationId, uploads }: { conversationId: string; uploads: readonly Upload[] }) {
  const { strings } = useSurroundings();
  if (uploads.length === 0) return null;
  return (
    <ul className="csr-tray" aria-label={strings.message.files} data-testid="tray">
      {uploads.map((upload) => (
        <TrayItem key={upload.id} conversationId={conversationId} upload={upload} />
      ))}
    </ul>
  );
}

function TrayItem({ conversationId, upload }: { conversationId: string; upload: Upload }) {
  const { strings, locale } = useSurroundings();
  const { uploads } = useCauserie();
  const { id, name, sizeBytes, sentBytes, status, failure } = upload;
  const reason = useFileReason(upload);
  const percent = sizeBytes === 0 ? 100 : Math.floor((100 * sentBytes) / sizeBytes);
  return (
    <li className="csr-tray-item" data-status={status} data-testid="tray-item">
      <span className="csr-tray-picture">
        {DRAWN.test(upload.mediaType) ? <Preview source={upload.source} /> : <FileIcon size={22} />}
      </span>
      <span className="csr-tray-words">
        <span className="csr-tray-name" dir="auto">
          {name}
        </span>
        {status === 'failed' ? (
          <span className="csr-tray-failure" role="alert">
            {reason}
          </span>
        ) : (
          <span className="csr-tray-note">{`${fileSize(sizeBytes, locale)} · ${noteOf(status, percent, strings.message)}`}</span>
        )}
        {(status === 'uploading' || (status === 'waiting' && sentBytes > 0)) && (
          <progress
            max={100}
            value={percent}
            aria-label={strings.message.uploading(percent)}
            data-testid="tray-progress"
          />
        )}
      </span>
      {status === 'failed' && failure?.code !== 'unprocessable' && (
        <TrayButton
          label={strings.message.retryFile(name)}
          testId="tray-retry"
          onPress={() => uploads.retry(conversationId, id)}
        >
          <RetryIcon size={18} />
        </TrayButton>
      )}
      <TrayButton
        label={strings.message.removeFile(name)}
        testId="tray-remove"
        onPress={() => uploads.remove(conversationId, id)}
      >
        <CloseIcon size={18} />
      </TrayButton>
    </li>
  );
}

interface Notes {
  uploadReady: string;
  uploadWaits: string;
  uploading(percent: number): string;
}

function noteOf(status: Upload['status'], percent: number, notes: Notes): string {
  if (status === 'ready') return notes.uploadReady;
  return status === 'waiting' ? notes.uploadWaits : notes.uploading(percent);
}

function useFileReason({ failure, sizeBytes }: Upload): string {
  const { strings } = useSurroundings();
  const { type, empty, large, many, else: other } = strings.message.fileFailures;
  if (failure?.code === 'unprocessable') return sizeBytes === 0 ? empty : type;
  if (failure?.code === 'payload_too_large') return large;
  if (failure?.code === 'invalid_input') return many;
  return (failure === null ? undefined : strings.failures[failure.code]) ?? other;
}

interface TrayButtonProps {
  label: string;
  testId: string;
  onPress(): void;
  children: ReactNode;
}

function TrayButton({ label, testId, onPress, children }: TrayButtonProps) {
  return (
    <button type="button" className="csr-icon-button" title={label} data-testid={testId} onClick={onPress}>
      {children}
      <span className="csr-hidden">{label}</span>
    </button>
  );
}

/** Formats that every browser draws; others would leave a broken picture. */
const DRAWN = /^image\/(?:jpeg|png|webp|gif|avif|bmp)$/;

/** The bytes on this device, as a picture. */
function Preview({ source }: { source: Upload['source'] }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const { current } = image;
    if (current === null) return;
    const url = URL.createObjectURL(source);
    current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [source]);
  return <img ref={image} alt="" draggable={false} />;
}
