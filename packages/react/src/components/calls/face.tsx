import type { CallParticipant } from '@causerie/client/calls';
import { useSurroundings } from '../../provider.tsx';
import { Avatar, type AvatarProps } from '../avatar.tsx';

/** Whose face a participant is; guests have no account, and a colour all the same. */
export function personOf({ id, person, name }: Pick<CallParticipant, 'id' | 'person' | 'name'>): AvatarProps['person'] {
  return person ?? { side: 'client', subject: id, name };
}

/** The avatar of somebody who is called, as large as its place: the host's own, where there is one. */
export function Face({ person }: { person: AvatarProps['person'] }) {
  const { slots } = useSurroundings();
  const Shown = slots.Avatar ?? Avatar;
  return (
    <span className="csr-face">
      <Shown person={person} size="large" />
    </span>
  );
}
