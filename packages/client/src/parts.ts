import type { DirectoryPerson } from '@causerie/contracts';
import type { CallLine } from './calls/transport.ts';
import type { SessionTransport } from './calls/session-transport.ts';
import type { Connection } from './connection.ts';
import type { Clock } from './environment.ts';
import type { Listen } from './feed.ts';
import type { UploadTray } from './files/uploads.ts';
import type { Keeper } from './keep/keeper.ts';
import type { NotificationsPart } from './notifications/notifications.ts';
import type { Outbox } from './outbox.ts';
import type { Polling } from './polling.ts';
import type { Queries } from './queries.ts';
import type { Receipts } from './receipts.ts';
import type { Rest } from './rest.ts';
import type { Store } from './store.ts';
import type { Sync } from './sync.ts';
import type { Page } from './tabs/page.ts';
import type { Typing } from './typing.ts';

/** Everything a running messenger consists of. */
export interface Parts {
  clock: Clock;
  page: Page;
  store: Store;
  listen: Listen;
  rest: Rest;
  connection: Connection;
  transport: SessionTransport;
  callLine: CallLine;
  typing: Typing;
  notifications: NotificationsPart;
  sync: Sync;
  receipts: Receipts;
  keeper: Keeper;
  outbox: Outbox;
  polling: Polling;
  uploads: UploadTray;
  queries: Queries;
  searchPeople(search?: string): Promise<DirectoryPerson[]>;
}
