/** Texts of messages, their menus and the composer. */
export interface MessageStrings {
  title: string;
}

export const messageFr: MessageStrings = {
  title: 'Message',
};

export const messageEn: MessageStrings = {
  title: 'Message',
};
