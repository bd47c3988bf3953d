/** A person of the demonstration. */
export interface DemoPerson {
  side: 'professional' | 'client';
  /** The id a host application would put in its tokens. */
  subject: string;
  name: string;
  headline: { fr: string; en: string };
}

/** Who lives in the demonstration: one practice, one salon, and their clients. */
export const demoPeople: readonly DemoPerson[] = [
  {
    side: 'professional',
    subject: '7',
    name: 'Dr Camille Moreau',
    headline: { fr: 'Médecin généraliste', en: 'General practitioner' },
  },
  {
    side: 'professional',
    subject: '12',
    name: 'Salon Lumière',
    headline: { fr: 'Salon de coiffure', en: 'Hair salon' },
  },
  {
    side: 'client',
    subject: '42',
    name: 'Léa Martin',
    headline: { fr: 'Patiente du Dr Moreau, cliente du salon', en: 'Patient of Dr Moreau, client of the salon' },
  },
  {
    side: 'client',
    subject: '43',
    name: 'Karim Benali',
    headline: { fr: 'Patient du Dr Moreau', en: 'Patient of Dr Moreau' },
  },
  {
    side: 'client',
    subject: '44',
    name: 'Inès Dubois',
    headline: { fr: 'Cliente du salon', en: 'Client of the salon' },
  },
  {
    side: 'client',
    subject: '45',
    name: 'Zoë Lefèvre',
    headline: { fr: 'Patiente du Dr Moreau', en: 'Patient of Dr Moreau' },
  },
];

/** Which client knows which professional, by subject. */
export const demoLinks: readonly { professional: string; client: string }[] = [
  { professional: '7', client: '42' },
  { professional: '7', client: '43' },
  { professional: '7', client: '45' },
  { professional: '12', client: '42' },
  { professional: '12', client: '44' },
];

/** One line of the conversation that is there on the first visit. */
export interface DemoMessage {
  from: { side: DemoPerson['side']; subject: string };
  text: string;
}

/** What Léa and Dr Moreau have written to each other before the first visit, oldest first. */
export const demoConversation: { professional: string; client: string; subject: string; messages: DemoMessage[] } = {
  professional: '7',
  client: '42',
  subject: 'Suivi de consultation',
  messages: [
    {
      from: { side: 'client', subject: '42' },
      text: 'Bonjour docteur, merci pour la consultation d’hier. Je me sens déjà un peu mieux.',
    },
    {
      from: { side: 'professional', subject: '7' },
      text: 'Bonjour Léa, voilà une bonne nouvelle ! Pensez à bien terminer le traitement, même si tout va mieux.',
    },
    {
      from: { side: 'client', subject: '42' },
      text: 'C’est noté. Peut-on faire le point en visio la semaine prochaine ?',
    },
    {
      from: { side: 'professional', subject: '7' },
      text: 'Avec plaisir : mardi à 18 h. Je vous appellerai ici même. Bonne fin de journée !',
    },
  ],
};
