import type { PushState } from './state.ts';

/** What notifications need of the browser; injectable for tests. */
export interface NotificationsEnvironment {
  permission(): PushState['permission'];
  /** Asks the person; browsers want it to come from a click. */
  askPermission(): Promise<PushState['permission']>;
  /** Calls back when the person changes their mind in the settings of the browser, where it tells. */
  watchPermission(listener: () => void): void;
  /** Null where there are no service workers, such as on pages without HTTPS. */
  workers: ServiceWorkerContainer | null;
}

/** The browser that the page runs in, or a machine that shows nothing. */
export function browserNotifications(): NotificationsEnvironment {
  const shows = typeof Notification !== 'undefined';
  const { serviceWorker, permissions } = (typeof navigator === 'undefined' ? {} : navigator) as {
    serviceWorker?: ServiceWorkerContainer;
    permissions?: Permissions;
  };
  return {
    permission: () => (shows ? Notification.permission : 'unsupported'),
    askPermission: async () => (shows ? Notification.requestPermission() : 'unsupported'),
    watchPermission(listener) {
      if (!shows || permissions === undefined) return;
      permissions
        .query({ name: 'notifications' })
        .then((status) => status.addEventListener('change', listener))
        .catch(() => undefined);
    },
    workers: serviceWorker ?? null,
  };
}
