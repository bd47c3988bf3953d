/** Texts of notifications. */
export interface NotificationsStrings {
  title: string;
}

export const notificationsFr: NotificationsStrings = {
  title: 'Notifications',
};

export const notificationsEn: NotificationsStrings = {
  title: 'Notifications',
};
