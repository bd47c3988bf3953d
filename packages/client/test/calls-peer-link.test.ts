import type { Signal } from '@causerie/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkWatch } from '../src/calls/link-watch.ts';
import { PeerLink } from '../src/calls/peer-link.ts';
import { Ether } from './calls-fake-peer.ts';
import { FakeClock } from './fake-clock.ts';

type Side = 'a' | 'b';
/** What becomes of one signal on its way. */
type Fate = 'arrives' | 'late' | 'twice' | 'lost' | 'refused';

const LATE_MS = 700;
/** Two attempts: the one that chaos spoilt, and one in peace. */
const PEACE_MS = 26_000;

/** Two ends with a network between their signals that does what it is told. */
class Stage {
  readonly clock = new FakeClock();
  readonly ether = new Ether();
  readonly sent: { from: Side; signal: Signal }[] = [];
  fates: Fate[] = [];
  links: Record<Side, PeerLink>;

  readonly #bothBegin: boolean;

  /** `bothBegin`: neither end leaves the first offer to the other. */
  constructor(bothBegin = false) {
    this.#bothBegin = bothBegin;
    this.links = { a: this.begin('a'), b: this.begin('b') };
  }

  /** Begins one end anew, as a page does that is loaded again. */
  begin(side: Side): PeerLink {
    const link: PeerLink = new PeerLink({
      env: {
        clock: this.clock,
        createPeer: () => this.ether.create() as unknown as RTCPeerConnection,
        createStream: () => ({ addTrack: () => undefined }) as unknown as MediaStream,
      },
      id: 'other',
      forwarded: false,
      polite: side === 'a',
      offersFirst: side === 'b' || this.#bothBegin,
      asksForOffers: side === 'a',
      configuration: () => ({}),
      tracks: () => ({ audio: null, video: null }),
      send: (signal) => this.#send(side, signal),
      onChange: () => undefined,
    });
    return link;
  }

  again(side: Side): void {
    this.links[side].close();
    this.links[side] = this.begin(side);
  }

  get states(): string[] {
    return [this.links.a.view.state, this.links.b.view.state];
  }

  #send(from: Side, signal: Signal): Promise<void> {
    this.sent.push({ from, signal });
    const fate = this.fates.shift() ?? 'arrives';
    const to: Side = from === 'a' ? 'b' : 'a';
    const deliver = (): void => void this.links[to].receive(signal);
    if (fate === 'refused') return Promise.reject(new Error('nobody could be told'));
    if (fate !== 'lost') this.clock.setTimeout(deliver, fate === 'late' ? LATE_MS : 20);
    if (fate === 'twice') this.clock.setTimeout(deliver, LATE_MS);
    return Promise.resolve();
  }
}

const fate = fc.constantFrom<Fate>('arrives', 'arrives', 'late', 'twice', 'lost', 'refused');
const incident = fc.record({
  what: fc.constantFrom(
    'a again',
    'b again',
    'cut',
    'mended',
    'a changes network',
    'both change network',
    'signals back',
  ),
  afterMs: fc.integer({ min: 0, max: 6_000 }),
});

describe('a connection to another participant', () => {
  it('comes about with one offer and one answer when nothing is lost', async () => {
    const stage = new Stage();
    await stage.clock.pass(1_000);
    expect(stage.states).toEqual(['connected', 'connected']);
    expect(stage.sent.filter(({ signal }) => signal.type === 'offer')).toHaveLength(1);
  });

  it('comes about whatever is lost, late, repeated or refused, whoever is begun anew and however often the path breaks', async () => {
    const chaos = fc.asyncProperty(
      fc.array(fate, { maxLength: 40 }),
      fc.array(incident, { maxLength: 8 }),
      async (fates, incidents) => {
        const stage = new Stage();
        stage.fates = [...fates];
        for (const { what, afterMs } of incidents) {
          await stage.clock.pass(afterMs);
          if (what === 'a again') stage.again('a');
          else if (what === 'b again') stage.again('b');
          else if (what === 'a changes network') stage.links.a.networkChanged();
          else if (what === 'signals back') for (const link of Object.values(stage.links)) link.signalingBack();
          else if (what === 'both change network') for (const link of Object.values(stage.links)) link.networkChanged();
          else stage.ether.isCut = what === 'cut';
          stage.ether.look();
        }
        stage.fates = [];
        stage.ether.isCut = false;
        await stage.clock.pass(PEACE_MS);
        stage.ether.look();
        expect(stage.states).toEqual(['connected', 'connected']);
        expect(stage.ether.peers.size).toBe(2);
        expect([...stage.ether.peers].map(({ isFrozen }) => isFrozen)).toEqual([false, false]);
      },
    );
    await fc.assert(chaos, { numRuns: 400 });
  });

  it.each([
    ['at the beginning', true],
    ['later', false],
  ])(
    'both ends offer at once %s: the polite one gives way, and neither opens its lines twice',
    async (_, bothBegin) => {
      const stage = new Stage(bothBegin);
      await stage.clock.pass(1_000);
      for (const link of Object.values(stage.links)) link.networkChanged();
      await stage.clock.pass(1_000);
      expect(stage.states).toEqual(['connected', 'connected']);
      expect([...stage.ether.peers].map((peer) => peer.getTransceivers().length)).toEqual([2, 2]);
      expect([...stage.ether.peers].map(({ isFrozen }) => isFrozen)).toEqual([false, false]);
      expect(stage.sent.filter(({ from, signal }) => from === 'a' && signal.type === 'answer').length).toBeGreaterThan(
        0,
      );
    },
  );

  it('once connected, one end alone offers: the other one asks it to', async () => {
    const stage = new Stage();
    await stage.clock.pass(1_000);
    const before = stage.sent.length;
    stage.links.a.networkChanged();
    await stage.clock.pass(1_000);
    const said = stage.sent.slice(before).map(({ from, signal }) => `${from} ${signal.type}`);
    expect(said.filter((words) => !words.endsWith('candidates'))).toEqual(['a restart', 'b offer', 'a answer']);
  });

  it.each(['a', 'b'] as const)('is back within 3 s after end %s was begun anew', async (side) => {
    const stage = new Stage();
    await stage.clock.pass(1_000);
    stage.again(side);
    await stage.clock.pass(3_000);
    expect(stage.states).toEqual(['connected', 'connected']);
  });

  it('an answer to an offer that was withdrawn is not taken for one to the next', async () => {
    const stage = new Stage();
    stage.fates = ['arrives', 'late'];
    await stage.clock.pass(50);
    stage.fates = ['arrives', 'late'];
    stage.again('b');
    await stage.clock.pass(1_500);
    expect(stage.states).toEqual(['connected', 'connected']);
  });

  it('an offer that comes twice is answered twice, unless another one follows it at once', async () => {
    const stage = new Stage();
    stage.fates = ['arrives', 'lost'];
    await stage.clock.pass(100);
    const answers = () => stage.sent.filter(({ signal }) => signal.type === 'answer').length;
    stage.links.b.signalingBack();
    await stage.clock.pass(1_000);
    expect([answers(), stage.states]).toEqual([2, ['connected', 'connected']]);
    const offer = stage.sent.findLast(({ signal }) => signal.type === 'offer');
    stage.links.b.networkChanged();
    void stage.links.a.receive(offer?.signal ?? { type: 'restart' });
    await stage.clock.pass(1_000);
    expect(answers()).toBe(3);
  });

  it('what could not be relayed is said when signals pass again', async () => {
    const stage = new Stage();
    await stage.clock.pass(50);
    stage.fates = ['refused', 'refused'];
    await stage.clock.pass(1_000);
    expect(stage.states).toEqual(['connecting', 'connecting']);
    for (const link of Object.values(stage.links)) link.signalingBack();
    await stage.clock.pass(2_000);
    expect(stage.states).toEqual(['connected', 'connected']);
  });

  it('candidates that come before their description wait for it', async () => {
    const stage = new Stage();
    // The offer of b comes after its candidates.
    stage.fates = ['late'];
    await stage.clock.pass(3_000);
    expect(stage.states).toEqual(['connected', 'connected']);
    const answers = stage.sent.filter(({ signal }) => signal.type === 'answer');
    expect(answers).toHaveLength(1);
  });

  it('an offer that nobody answers is said again, and at once when signals pass again', async () => {
    const stage = new Stage();
    stage.fates = Array<Fate>(10).fill('lost');
    await stage.clock.pass(1_900);
    const offers = () => stage.sent.filter(({ from, signal }) => from === 'b' && signal.type === 'offer').length;
    expect(offers()).toBe(1);
    stage.links.b.signalingBack();
    expect(offers()).toBe(2);
    await stage.clock.pass(1_990);
    expect(offers()).toBe(2);
    await stage.clock.pass(20);
    expect(offers()).toBe(3);
  });
});

describe('the watch over a connection', () => {
  it('replaces the connection object when two attempts with it led nowhere', async () => {
    const clock = new FakeClock();
    const orders: string[] = [];
    const watch = new LinkWatch(clock, {
      restart: () => void orders.push('restart'),
      rebuild: () => void orders.push('rebuild'),
    });
    watch.begin();
    await clock.pass(37_000);
    expect(orders).toEqual(['restart', 'restart', 'rebuild']);
    watch.changed('connected');
    await clock.pass(60_000);
    expect([orders.length, clock.waiting]).toEqual([3, 0]);
  });

  it('an attempt over a path that held all the while is the last one', async () => {
    const clock = new FakeClock();
    const orders: string[] = [];
    const watch = new LinkWatch(clock, {
      restart: () => void orders.push('restart'),
      rebuild: () => void orders.push('rebuild'),
    });
    watch.changed('connected');
    for (let changes = 0; changes < 4; changes += 1) {
      watch.insist();
      await clock.pass(2_000);
    }
    await clock.pass(60_000);
    expect([orders, clock.waiting]).toEqual([['restart', 'restart', 'restart', 'restart'], 0]);
  });

  it('a line that is gone for 3 s is tried again, one that comes back before is left alone', async () => {
    const clock = new FakeClock();
    let attempts = 0;
    const watch = new LinkWatch(clock, { restart: () => (attempts += 1), rebuild: () => undefined });
    watch.changed('connected');
    watch.changed('disconnected');
    await clock.pass(2_900);
    watch.changed('connected');
    await clock.pass(60_000);
    expect(attempts).toBe(0);
    watch.changed('disconnected');
    await clock.pass(3_000);
    expect(attempts).toBe(1);
  });
});
