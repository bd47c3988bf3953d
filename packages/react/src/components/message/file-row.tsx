import type { Attachment } from '@causerie/client';
import { useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { saveFile } from './file-links.ts';
import { fileSize } from './file-size.ts';
import { DownloadIcon, FileIcon, ShieldIcon } from './message-icons.tsx';

/** A file with its name and size; a press saves it. */
export function FileRow({ file }: { file: Attachment }) {
  const { strings, locale } = useSurroundings();
  const client = useCauserie();
  const [failed, setFailed] = useState(false);
  const size = file.sizeBytes === null ? '' : fileSize(file.sizeBytes, locale);
  const save = async () => {
    setFailed(false);
    try {
      await saveFile(client, file);
    } catch {
      setFailed(true);
    }
  };
  const isReady = file.state === 'ready';
  const note = file.state === 'pending' ? strings.message.fileScanned : strings.message.fileRejected;
  return (
    <li>
      <button
        type="button"
        className="csr-file"
        data-state={file.state}
        data-testid="file"
        disabled={!isReady}
        title={isReady ? strings.message.download(file.name) : note}
        onClick={() => void save()}
      >
        <span className="csr-file-icon" data-kind={endingOf(file.name)} aria-hidden="true">
          {isReady ? <FileIcon /> : <ShieldIcon />}
        </span>
        <span className="csr-file-words">
          <span className="csr-file-name" dir="auto">
            {file.name}
          </span>
          <span className="csr-file-note">
            {isReady ? [endingOf(file.name), size].filter(Boolean).join(' · ') : note}
          </span>
        </span>
        {isReady && <DownloadIcon size={19} />}
      </button>
      {failed && (
        <p className="csr-file-failed" role="alert">
          {strings.message.downloadFailed}
        </p>
      )}
    </li>
  );
}

/** Longer endings are part of a name. */
const ENDING = /\.([a-z0-9]{1,5})$/i;

function endingOf(name: string): string {
  return ENDING.exec(name)?.[1]?.toUpperCase() ?? '';
}
