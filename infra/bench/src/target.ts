/** How the two ends of one pair reach a system. Plain data: it crosses to the generator's process. */
export interface PairRoute {
  conversationId: string;
  sender: Endpoint;
  receiver: Endpoint;
}

/** One connection to open. */
export interface Endpoint {
  /** `ws://host:port` of the replica this end connects to. */
  url: string;
  /** Payload of the Socket.IO connect packet. */
  auth: Record<string, string>;
}

/** One process of a system whose CPU counts. `tree`: with everything it has started (Postgres backends). */
export interface CountedProcess {
  name: string;
  pid: number;
  tree: boolean;
}

/** A system that is up. */
export interface RunningTarget {
  /** Socket.IO namespace that both ends join. */
  namespace: string;
  /** Routes of pair `pairIndex`; sender and receiver sit on different replicas where there are several. */
  connect(pairIndex: number): PairRoute;
  /** Processes that serve the load, Postgres and Redis included. */
  pids(): CountedProcess[];
  /** Messages that Postgres holds, or null for a system that stores none. */
  stored(): Promise<number | null>;
  stop(): Promise<void>;
}

/** A system under measurement. */
export interface Target<Running extends RunningTarget = RunningTarget> {
  name: string;
  /** One line for the report: what it is and what it guarantees. */
  label: string;
  /** True when an acknowledgement means that Postgres has committed. */
  durable: boolean;
  start(setting: TargetSetting): Promise<Running>;
}

/** What every target is given. */
export interface TargetSetting {
  pairs: number;
  /** Data directory of this run, by which its servers are recognised should it be killed. */
  dataDir: string;
  /** Where logs may be left: what a system says when it fails is worth reading. */
  folder: string;
  /** Connection string of a database of its own on the Postgres that every system shares. */
  databaseUrl: string;
  redisUrl: string;
  /** Postgres and Redis, as processes. */
  backing: CountedProcess[];
}

/** Event a sender emits, with an acknowledgement, in every system. */
export const SEND_EVENT = 'message.send';
/** Event a receiver waits for, in every system. */
export const RECEIVE_EVENT = 'message.created';
