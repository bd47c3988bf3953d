import { createValue, type Upload, type Uploads } from '@causerie/client';
import { Composer } from '@causerie/react';
import { conversation, doctor, me, message, Scene } from './message-scene.tsx';
import type { GallerySection, GalleryState } from './section.ts';

const answered = message(1, { content: 'Pouvez-vous m’envoyer la radio avant mardi, s’il vous plaît ?' });
const mine = message(2, { author: me, content: 'Voilà la radio de mardi.' });
const entry = conversation([answered, mine]);

const upload = (id: string, parts: Partial<Upload>): Upload => ({
  id,
  name: `${id}.pdf`,
  mediaType: 'application/pdf',
  sizeBytes: 2_400_000,
  sentBytes: 0,
  status: 'waiting',
  failure: null,
  attachment: null,
  source: new Blob([]),
  ...parts,
});
const refused = (code: 'unprocessable' | 'network') => ({ code, detail: '', retryable: false, requestId: null });

function tray(...uploads: readonly Upload[]): { uploads: Uploads } {
  const { getSnapshot, subscribe } = createValue<Readonly<Record<string, readonly Upload[]>>>({ c: uploads });
  const nothing = () => undefined;
  return { uploads: { getSnapshot, subscribe, add: () => [], retry: nothing, remove: nothing, take: () => [] } };
}

const box = <Composer conversationId="c" recipient={doctor.name} />;

const states: readonly GalleryState[] = [
  { id: 'empty', title: { fr: 'Vide', en: 'Empty' }, render: () => <Scene entry={entry}>{box}</Scene> },
  {
    id: 'reply',
    title: { fr: 'Réponse', en: 'Answer' },
    render: () => (
      <Scene entry={entry} target={{ kind: 'reply', message: answered }}>
        {box}
      </Scene>
    ),
  },
  {
    id: 'edit',
    title: { fr: 'Modification', en: 'Change' },
    render: () => (
      <Scene entry={entry} target={{ kind: 'edit', message: mine }}>
        {box}
      </Scene>
    ),
  },
  {
    id: 'files',
    title: { fr: 'Fichiers en route', en: 'Files on their way' },
    render: () => (
      <Scene
        entry={entry}
        parts={tray(
          upload('Compte rendu', { status: 'ready', sentBytes: 2_400_000 }),
          upload('Radio du genou', { status: 'uploading', sentBytes: 1_300_000 }),
          upload('Ordonnance', {}),
        )}
      >
        {box}
      </Scene>
    ),
  },
  {
    id: 'refused',
    title: { fr: 'Fichiers refusés', en: 'Files that were refused' },
    render: () => (
      <Scene
        entry={entry}
        parts={tray(
          upload('installer.exe', { name: 'installer.exe', status: 'failed', failure: refused('unprocessable') }),
          upload('Radio', { status: 'failed', failure: refused('network') }),
        )}
      >
        {box}
      </Scene>
    ),
  },
  {
    id: 'english',
    title: { fr: 'En anglais, large', en: 'In English, wide' },
    wide: true,
    render: () => (
      <Scene
        entry={entry}
        locale="en"
        target={{ kind: 'reply', message: mine }}
        parts={tray(upload('X-ray', { status: 'uploading', sentBytes: 800_000 }))}
      >
        {box}
      </Scene>
    ),
  },
];

/** Writing, in every state. */
export const composerSection: GallerySection = { id: 'composer', title: { fr: 'Écrire', en: 'Writing' }, states };
