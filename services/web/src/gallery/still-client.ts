import { type Causerie, createCauserie, type State } from '@causerie/client';

/** A messenger that shows one state for ever and does nothing: what the gallery draws components with. */
export function stillClient(state: Partial<State>, parts: Partial<Causerie> = {}): Causerie {
  const client = createCauserie({ url: '', getToken: () => '' });
  const still: State = { ...client.getSnapshot(), ...state };
  const nothing = () => Promise.resolve();
  return {
    ...client,
    getSnapshot: () => still,
    subscribe: () => () => undefined,
    start: () => undefined,
    stop: () => undefined,
    reconnect: () => undefined,
    openConversation: () => undefined,
    showRange: () => undefined,
    loadMoreConversations: nothing,
    sendMessage: () => null,
    markRead: () => undefined,
    setTyping: () => undefined,
    ...parts,
  };
}
