/** A person of the demonstration. */
export interface DemoPerson {
  side: 'professional' | 'client';
  /** The id a host application would put in its tokens. */
  subject: string;
  name: string;
  headline: { fr: string; en: string };
}

/** Who lives in the demonstration: one practice, one salon, and their clients. Nobody of them exists. */
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
