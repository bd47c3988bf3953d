import { conversation, doctor, file, Lines, me, message } from './message-scene.tsx';
import type { GallerySection, GalleryState } from './section.ts';

const failure = { code: 'unavailable' as const, detail: '', retryable: false, requestId: null };
const pending = (status: 'pending' | 'failed', content: string) => ({
  clientMessageId: content,
  content,
  replyToId: null,
  attachments: [],
  createdAt: '2026-03-02T09:40:00.000Z',
  status,
  failure: status === 'failed' ? failure : null,
});

const words: GalleryState = {
  id: 'words',
  title: { fr: 'Texte, liens, mots longs, émojis', en: 'Text, links, long words, emoji' },
  render: () => (
    <Lines
      entry={conversation([
        message(1, { content: 'Bonjour Léa, voici la fiche : https://www.example.org/exercices-du-genou?semaine=3.' }),
        message(2, { author: me, content: 'Merci ! J’écris aussi à secretariat@example.org.' }),
        message(3, {
          author: me,
          content: 'Unlongmotquinesecoupenullepartetquidoitpourtanttenirdanssabulleentoutecirconstancesansdéborder',
        }),
        message(4, { content: '👏🎉' }),
        message(5, { author: me, content: '❤️' }),
      ])}
    />
  ),
};

const changed: GalleryState = {
  id: 'changed',
  title: { fr: 'Modifié, supprimé, réponses, réactions', en: 'Edited, deleted, answers, reactions' },
  render: () => (
    <Lines
      entry={conversation([
        message(1, {
          content: 'Rendez-vous mercredi à 14 h, au deuxième étage.',
          editedAt: '2026-03-02T09:05:00.000Z',
          reactions: [
            { emoji: '👍', personIds: [me.id] },
            { emoji: '🙏', personIds: [me.id, doctor.id] },
          ],
        }),
        message(2, {
          author: me,
          content: 'Parfait, à mercredi.',
          replyToId: 'm1',
          editedAt: '2026-03-02T09:06:00.000Z',
        }),
        message(3, { content: '', deletedAt: '2026-03-02T09:06:00.000Z' }),
        message(4, {
          author: me,
          content: 'Et la radio ?',
          replyToId: 'm3',
          reactions: [{ emoji: '👀', personIds: [doctor.id] }],
        }),
        message(5, { content: 'Je l’ai bien reçue.', replyToId: 'm2' }),
      ])}
    />
  ),
};

const pictures: GalleryState = {
  id: 'pictures',
  title: { fr: 'Images', en: 'Pictures' },
  render: () => (
    <Lines
      entry={conversation([
        message(1, { type: 'image', attachments: [file('radio')], content: 'La radio de ce matin.' }),
        message(2, { author: me, type: 'image', attachments: [file('a', { width: 600, height: 1300 })] }),
        message(3, { type: 'image', attachments: [file('b'), file('c'), file('d')] }),
        message(4, {
          author: me,
          type: 'image',
          content: 'Toutes les photos',
          attachments: ['e', 'f', 'g', 'h', 'i', 'j'].map((id) => file(id)),
        }),
        message(5, { type: 'image', attachments: [file('k', { state: 'pending' })] }),
      ])}
    />
  ),
};

const files: GalleryState = {
  id: 'files',
  title: { fr: 'Fichiers', en: 'Files' },
  render: () => (
    <Lines
      entry={conversation([
        message(1, {
          type: 'file',
          content: 'Voici l’ordonnance.',
          attachments: [
            file('o', { name: 'Ordonnance du 2 mars.pdf', mediaType: 'application/pdf', width: null, height: null }),
          ],
        }),
        message(2, {
          author: me,
          type: 'file',
          attachments: [
            file('p', {
              name: 'Questionnaire rempli avant la consultation.docx',
              mediaType: 'application/zip',
              width: null,
              height: null,
              sizeBytes: 48_200,
            }),
            file('q', {
              name: 'résultats.csv',
              mediaType: 'text/plain',
              width: null,
              height: null,
              state: 'pending',
              sizeBytes: 900,
            }),
            file('r', {
              name: 'facture.zip',
              mediaType: 'application/zip',
              width: null,
              height: null,
              state: 'rejected',
            }),
          ],
        }),
      ])}
    />
  ),
};

const states: GalleryState = {
  id: 'states',
  title: { fr: 'En cours, non envoyé, informations', en: 'On the way, not sent, information' },
  render: () => (
    <Lines
      entry={conversation(
        [
          message(1, {
            author: null,
            type: 'system',
            content: 'Rendez-vous confirmé : Consultation, mardi 3 mars 2026 de 14:00 à 14:30.',
            metadata: { kind: 'appointment.booked' },
          }),
          message(2, {
            author: null,
            type: 'system',
            content: 'Rendez-vous annulé : Consultation, mardi 3 mars 2026 à 14:00.',
            metadata: { kind: 'appointment.cancelled' },
          }),
          message(3, { author: me, content: 'Lu par le médecin' }),
        ],
        { pending: [pending('pending', 'Celui-ci part à l’instant'), pending('failed', 'Celui-ci n’est pas parti')] },
      )}
    />
  ),
};

const english: GalleryState = {
  id: 'english',
  title: { fr: 'En anglais, large', en: 'In English, wide' },
  wide: true,
  render: () => (
    <Lines
      locale="en"
      entry={conversation([
        message(1, { content: 'Good morning Léa, how is the knee?', reactions: [{ emoji: '👍', personIds: [me.id] }] }),
        message(2, { author: me, content: 'Much better, thank you.', replyToId: 'm1' }),
        message(3, {
          content: 'Here is what we talked about.',
          attachments: [
            file('s', { name: 'Exercises.pdf', mediaType: 'application/pdf', width: null, height: null }),
            file('t'),
          ],
        }),
      ])}
    />
  ),
};

/** Messages, in every state. */
export const messagesSection: GallerySection = {
  id: 'messages',
  title: { fr: 'Messages', en: 'Messages' },
  states: [words, changed, pictures, files, states, english],
};
