import type { RehearsalOutcome, RehearsalReport } from '@causerie/contracts';
import type { Verdict } from './rehearsal.ts';

/** The same sentence for people who read French and for those who read English. */
export interface Words {
  fr: string;
  en: string;
}

const words = (fr: string, en: string): Words => ({ fr, en });

const NOT_TRIED = words(
  'Non testé : ce service n’en propose pas ici.',
  'Not tried: this service does not offer it here.',
);

function device(fr: { the: string; my: string; feminine: boolean }, en: string): Record<RehearsalOutcome, Words> {
  const e = fr.feminine ? 'e' : '';
  return {
    ok: words(`${fr.the} fonctionne.`, `The ${en} works.`),
    denied: words(
      `L’accès est refusé : autorisez ${fr.my} pour ce site dans les réglages du navigateur, puis réessayez.`,
      `Access is refused: allow the ${en} for this site in the settings of the browser, then try again.`,
    ),
    missing: words(
      `Aucun${e} ${fr.the.replace(/^(La|Le) /, '')} trouvé${e} : branchez-en un${e}, puis réessayez.`,
      `No ${en} was found: plug one in, then try again.`,
    ),
    busy: words(
      `${fr.the} est déjà utilisé${e} : fermez les autres applications d’appel, puis réessayez.`,
      `The ${en} is in use: close other programs that make calls, then try again.`,
    ),
    failed: words(
      `${fr.the} ne peut pas être ouvert${e} ici : utilisez un navigateur récent et une adresse en https.`,
      `The ${en} cannot be opened here: use a recent browser and an https address.`,
    ),
    skipped: NOT_TRIED,
  };
}

function way(ok: Words, failed: Words): Record<RehearsalOutcome, Words> {
  return { ok, failed, denied: failed, missing: failed, busy: failed, skipped: NOT_TRIED };
}

/** What every step may find, in plain words and with what to do about it. */
export const REHEARSAL_TEXTS: Record<keyof RehearsalReport, Record<RehearsalOutcome, Words>> = {
  camera: device({ the: 'La caméra', my: 'la caméra', feminine: true }, 'camera'),
  microphone: device({ the: 'Le micro', my: 'le micro', feminine: false }, 'microphone'),
  stun: way(
    words('La connexion directe est possible.', 'A direct connection is possible.'),
    words(
      'Ce réseau empêche la connexion directe ; l’appel passera par un relais.',
      'This network prevents a direct connection; the call will go through a relay.',
    ),
  ),
  turnUdp: way(
    words('Le relais rapide (UDP) fonctionne.', 'The fast relay (UDP) works.'),
    words(
      'Ce réseau bloque le relais rapide (UDP) ; l’appel essaiera les autres chemins.',
      'This network blocks the fast relay (UDP); the call will try the other ways.',
    ),
  ),
  turnTcp: way(
    words('Le relais de secours (TCP) fonctionne.', 'The fallback relay (TCP) works.'),
    words('Ce réseau bloque le relais de secours (TCP).', 'This network blocks the fallback relay (TCP).'),
  ),
  turnTls: way(
    words(
      'Le relais chiffré (TLS) fonctionne, même derrière un pare-feu strict.',
      'The encrypted relay (TLS) works, even behind a strict firewall.',
    ),
    words('Ce réseau bloque le relais chiffré (TLS).', 'This network blocks the encrypted relay (TLS).'),
  ),
};

/** What it means altogether. */
export const VERDICT_TEXTS: Record<Verdict, Words> = {
  unknown: words('Essai en cours…', 'Trying…'),
  ready: words('Tout est prêt pour votre appel.', 'Everything is ready for your call.'),
  fragile: words(
    'L’appel devrait fonctionner, mais aucun relais n’est joignable : si l’image ou le son manquent, changez de réseau.',
    'The call should work, but no relay can be reached: if sound or pictures are missing, change to another network.',
  ),
  'sound-only': words(
    'L’appel fonctionnera sans votre image : on vous entendra, sans vous voir.',
    'The call will work without your picture: you will be heard and not seen.',
  ),
  'listen-only': words(
    'On ne vous entendra pas : vérifiez le micro avant l’appel.',
    'You will not be heard: see to the microphone before the call.',
  ),
  'no-connection': words(
    'Aucun chemin ne fonctionne sur ce réseau : essayez un autre Wi-Fi ou les données mobiles.',
    'No way works on this network: try another Wi-Fi or mobile data.',
  ),
};
