import type { MediaState } from '@causerie/client/calls';
import { useEffect, useState } from 'react';

/** What the person said about one device: `prompt` before they were asked, or where the browser does not tell. */
export type Permission = 'granted' | 'denied' | 'prompt';

/** Whether the page may use what calls need. */
export interface Permissions {
  microphone: Permission;
  camera: Permission;
}

const UNKNOWN: Permissions = { microphone: 'prompt', camera: 'prompt' };

/** What the browser tells of permissions, and what came of asking in the call. */
export function usePermissions(media: MediaState | null): Permissions {
  const [told, setTold] = useState(UNKNOWN);
  useEffect(() => {
    const stops = (['microphone', 'camera'] as const).map((name) =>
      watchPermission(name, (permission) => setTold((before) => ({ ...before, [name]: permission }))),
    );
    return () => stops.forEach((stop) => stop());
  }, []);
  const refused = (name: keyof Permissions): Permission => (media?.[name].failure === 'denied' ? 'denied' : told[name]);
  return { microphone: refused('microphone'), camera: refused('camera') };
}

function watchPermission(name: keyof Permissions, onPermission: (permission: Permission) => void): () => void {
  let status: PermissionStatus | null = null;
  let stopped = false;
  const tell = () => status !== null && onPermission(status.state);
  // Browsers without the names of these two permissions reject.
  navigator.permissions
    ?.query({ name })
    .then((found) => {
      if (stopped) return;
      status = found;
      tell();
      found.addEventListener('change', tell);
    })
    .catch(() => undefined);
  return () => {
    stopped = true;
    status?.removeEventListener('change', tell);
  };
}
