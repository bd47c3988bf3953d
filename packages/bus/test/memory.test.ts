import type { Announcement } from '@causerie/contracts';
import { createMemoryBus } from '../src/index.ts';
import { busContract } from './bus.contract.ts';

busContract('memory bus', (log) => {
  const bus = createMemoryBus(log.persist);
  const heard: Announcement[] = [];
  const stop = bus.listen((announcement) => heard.push(announcement));
  return Promise.resolve({
    doors: [bus, bus],
    announcer: bus,
    heard,
    heardAtLeast: () => Promise.resolve(),
    close: () => Promise.resolve(stop()),
  });
});
