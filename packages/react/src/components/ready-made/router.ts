import { useCallback, useState } from 'react';
import type { Jump } from './open-thread.tsx';
import { useMessenger } from './stand-alone.tsx';
import { useForgetting } from './use-messenger-state.ts';

/** Which conversation is open, kept by the host, such as in the address of its page. */
export interface ConversationRouter {
  openId: string | null;
  onOpen(conversationId: string | null): void;
  /** Address of a conversation, so that each line of the list is a real link. */
  hrefOf?: (conversationId: string) => string;
}

/** What is open, and how to open something else. */
export interface OpenState {
  openId: string | null;
  jump: Jump | null;
  open(conversationId: string | null): void;
  /** Opens a conversation at one of its messages. */
  openAt(conversationId: string, seq: number): void;
  /** Whether somebody is being chosen to write to. */
  isPicking: boolean;
  setIsPicking(isPicking: boolean): void;
}

/** Keeps which conversation is open: in the host's router, or here without one. */
export function useOpenState(router?: ConversationRouter, firstId: string | null = null): OpenState {
  const [ownId, setOwnId] = useState(firstId);
  const [isPicking, setIsPicking] = useState(false);
  const [jump, setJump] = useState<(Jump & { conversationId: string }) | null>(null);
  useForgetting(useMessenger(), () => {
    setOwnId(firstId);
    setIsPicking(false);
  });
  const tell = router?.onOpen;
  const show = useCallback((id: string | null) => (tell === undefined ? setOwnId(id) : tell(id)), [tell]);
  const open = useCallback(
    (id: string | null) => {
      setJump(null);
      show(id);
    },
    [show],
  );
  const openAt = useCallback(
    (conversationId: string, seq: number) => {
      setJump((before) => ({ conversationId, seq, count: (before?.count ?? 0) + 1 }));
      show(conversationId);
    },
    [show],
  );
  const openId = router === undefined ? ownId : router.openId;
  return { openId, jump: jump?.conversationId === openId ? jump : null, open, openAt, isPicking, setIsPicking };
}
