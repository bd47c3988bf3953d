/** Session-level attribute of an answer that names the offer it answers. Others ignore attributes they do not know. */
const ANSWERS = 'a=x-causerie-answers:';
const ORIGIN = /^o=\S+ (\S+) (\S+)/m;
const UFRAG = /^a=ice-ufrag:(\S+)/gm;

/**
 * Which connection object wrote a description: the session id of its origin line, which lives as long as the object.
 * Another one from the same participant says that their end was begun anew. Null for descriptions without one.
 */
export function sessionOf(sdp: string): string | null {
  return ORIGIN.exec(sdp)?.[1] ?? null;
}

/** Which description this is among those of its connection object. */
export function versionOf(sdp: string): string {
  const [, session = '', version = ''] = ORIGIN.exec(sdp) ?? [];
  return `${session}.${version}`;
}

/** The ICE user fragments of a description: candidates belong to one of them. */
export function ufragsOf(sdp: string): ReadonlySet<string> {
  return new Set([...sdp.matchAll(UFRAG)].map(([, ufrag = '']) => ufrag));
}

/** The answer, saying which offer it is for, so that one to an offer that was withdrawn is known when it arrives late. */
export function withOffer(answer: string, offer: string): string {
  const media = answer.search(/^m=/m);
  const line = `${ANSWERS}${versionOf(offer)}\r\n`;
  return media < 0 ? answer + line : answer.slice(0, media) + line + answer.slice(media);
}

/** Takes the name of the offer out of an answer again; `offer` is null where the other end does not say it. */
export function readAnswer(sdp: string): { sdp: string; offer: string | null } {
  const line = sdp.split(/\r?\n/).find((candidate) => candidate.startsWith(ANSWERS));
  if (line === undefined) return { sdp, offer: null };
  return { sdp: sdp.replace(`${line}\r\n`, ''), offer: line.slice(ANSWERS.length) };
}
