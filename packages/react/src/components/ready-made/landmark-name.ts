import { createContext, useContext } from 'react';

const MessengerName = createContext<string | null>(null);

/** What the messenger is called whose landmarks are below. */
export const NamedMessenger = MessengerName.Provider;

/** The name of a landmark; with the name of the messenger that it is in, where several stand on one page. */
export function useLandmarkName(name: string): string {
  const messenger = useContext(MessengerName);
  return messenger === null ? name : `${name}, ${messenger}`;
}
