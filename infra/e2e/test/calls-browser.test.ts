import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../src/calls/caller.ts';
import { type CallStage, openCallStage } from '../src/calls/stage.ts';

/** Calls from which the time of connecting is told. */
const MEASURED_CALLS = 10;
/** About a second of pictures. */
const FRAMES = 20;

// Browsers, a relay and the whole product share this machine; a test that waits in vain says so after its own patience.
vi.setConfig({ testTimeout: 90_000 });

let stage: CallStage;
beforeAll(async () => {
  stage = await openCallStage();
}, 120_000);
afterEach(() => stage.closePages());
afterAll(() => stage?.close());

/** Both see pictures of the other that are shown anew, from now on. */
/** Often enough that both ends would have offered at once at least one time. */
const NETWORK_CHANGES = 5;

async function seeEachOther(...callers: Caller[]): Promise<void> {
  for (const caller of callers) {
    const before = await caller.framesShown();
    await caller.until(`shown() >= ${before + FRAMES}`);
  }
}

async function connect(caller: Caller, callee: Caller, conversationId: string): Promise<string> {
  const { id } = await caller.say('start', { conversationId });
  await callee.until(`state.rings['${id}'] !== undefined`);
  await callee.say('accept', id);
  for (const one of [caller, callee]) await one.until(`phase === 'connected' && state.own.setupMs !== null`);
  return id;
}

describe('Two people in two real browsers', () => {
  it('connect directly, see each other, hang up, and find the call in their histories', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [caller, callee] = [await stage.open(doctor), await stage.open(patient)];
    const setups: number[] = [];
    for (let count = 0; count < MEASURED_CALLS; count += 1) {
      const id = await connect(caller, callee, conversationId);
      for (const one of [caller, callee]) setups.push((await one.state()).own.setupMs);
      const isDirect = `({ quality, score }) => quality?.path === 'direct' && quality.transport === 'udp' && score > 3`;
      if (count === 0) await caller.until(`Object.values(state.own.links).some(${isDirect})`);
      if (count === 0) await seeEachOther(caller, callee);
      await caller.say('hangUp');
      await callee.until(`state.own === null && state.over.callId === '${id}'`);
      expect((await callee.state()).over.reason).toBe('completed');
    }
    const sorted = setups.toSorted((a, b) => a - b);
    const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY;
    console.log(`From answering to the first picture: p95 ${Math.round(p95)} ms of ${setups.length}`);
    const [outgoing, incoming] = [await caller.say('history'), await callee.say('history')];
    expect([outgoing.items.length, incoming.items.length]).toEqual([MEASURED_CALLS, MEASURED_CALLS]);
    expect(outgoing.items[0]).toMatchObject({ direction: 'outgoing', missed: false, quality: { path: 'direct' } });
  });

  it('CALL-2: a laptop and a phone ring, the phone answers, and the laptop stops at once and is too late', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [caller, laptop, phone] = [await stage.open(doctor), await stage.open(patient), await stage.open(patient)];
    const { id } = await caller.say('start', { conversationId });
    for (const device of [laptop, phone]) await device.until(`state.rings['${id}'] !== undefined`);
    await phone.say('accept', id);
    await laptop.until(`state.rings['${id}'] === undefined && incoming.length === 0`);
    await expect(laptop.say('accept', id)).rejects.toThrow(/conflict/);
    for (const one of [caller, phone]) await one.until(`phase === 'connected'`);
  });

  it('CALL-3: of two tabs one rings, the other takes over when it is closed, and a call that was cancelled rings nowhere', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [caller, tab] = [await stage.open(doctor), await stage.open(patient)];
    const other = await stage.open(patient, { sameProfileAs: tab });
    const { id } = await caller.say('start', { conversationId });
    for (const one of [tab, other]) await one.until('incoming.length === 1');
    const rings = `state.rings['${id}'] !== undefined`;
    const ringing = await Promise.race([tab.until(rings).then(() => tab), other.until(rings).then(() => other)]);
    const silent = ringing === tab ? other : tab;
    expect((await silent.state()).rings).toEqual({});
    await ringing.page.close();
    await silent.until(rings);
    await caller.say('hangUp');
    await silent.until('incoming.length === 0 && Object.keys(state.rings).length === 0');
  });

  it('CALL-6: the tab that answers has the connection to itself, and the one that held it before can be closed', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [caller, tab] = [await stage.open(doctor), await stage.open(patient)];
    const other = await stage.open(patient, { sameProfileAs: tab });
    const { id } = await caller.say('start', { conversationId });
    await tab.until(`state.rings['${id}'] !== undefined`);
    await other.until('incoming.length === 1');
    await other.say('accept', id);
    for (const one of [caller, other]) await one.until(`phase === 'connected'`);
    await tab.until(`state.rings['${id}'] === undefined && incoming.length === 0 && state.signaling`);
    const leads = 'causerie.getSnapshot().connection.leads';
    expect([await tab.page.evaluate(leads), await other.page.evaluate(leads)]).toEqual([false, true]);
    await tab.page.close();
    await other.say('setMicrophone', false);
    await caller.until(`state.calls['${id}'].participants.some(({ media }) => !media.audio)`);
    await seeEachOther(caller, other);
    await other.say('hangUp');
    await caller.until('state.own === null');
  });

  it.each(['udp', 'tcp'] as const)(
    'go through a relay and nothing else, where that is asked for (%s)',
    async (onlyRelay) => {
      const { doctor, patient, conversationId } = await stage.couple();
      const [caller, callee] = [await stage.open(doctor, { onlyRelay }), await stage.open(patient, { onlyRelay })];
      await connect(caller, callee, conversationId);
      await seeEachOther(caller, callee);
      const isRelayed = `({ quality }) => quality?.path === 'relay' && quality.transport === '${onlyRelay}'`;
      await caller.until(`Object.values(state.own.links).some(${isRelayed})`);
    },
  );

  it('a gateway and the signaling service are killed mid-call: pictures go on, and signals pass again', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [caller, callee] = [await stage.open(doctor), await stage.open(patient)];
    const id = await connect(caller, callee, conversationId);
    const replica = await caller.page.evaluate('causerie.getSnapshot().connection.replica');
    const killedAtMs = Date.now();
    stage.world.stack.kill(String(replica), 'SIGKILL');
    stage.world.stack.kill('signaling', 'SIGKILL');
    await caller.until('!state.signaling');
    await caller.until('state.signaling');
    console.log(`Signals passed again ${Date.now() - killedAtMs} ms after a gateway and signaling were killed`);
    await seeEachOther(caller, callee);
    // A new path is agreed on through the new connection.
    await caller.page.evaluate(`peers.filter((peer) => peer.connectionState === 'connected')[0].restartIce()`);
    await caller.say('setMicrophone', false);
    await callee.until(`state.calls['${id}'].participants.some(({ media }) => !media.audio)`);
    await seeEachOther(caller, callee);
  });
});

describe('A path that breaks', () => {
  it('is found anew by an ICE restart', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const onlyRelay = 'udp';
    const [caller, callee] = [await stage.open(doctor, { onlyRelay }), await stage.open(patient, { onlyRelay })];
    await connect(caller, callee, conversationId);
    await seeEachOther(caller, callee);
    stage.path.break();
    const brokenAtMs = Date.now();
    await caller.until(`phase === 'interrupted'`);
    await caller.until(`phase === 'connected'`);
    console.log(`The path was found anew ${Date.now() - brokenAtMs} ms after it broke`);
    await seeEachOther(caller, callee);
    // The same connection objects: nothing was begun anew.
    for (const one of [caller, callee]) expect(await one.page.evaluate('peers.length')).toBe(1);
  });

  it('changes at both ends at once, again and again, and they go on seeing each other', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [caller, callee] = [await stage.open(doctor), await stage.open(patient)];
    await connect(caller, callee, conversationId);
    await seeEachOther(caller, callee);
    for (let changes = 0; changes < NETWORK_CHANGES; changes += 1) {
      await Promise.all([caller, callee].map(({ page }) => page.evaluate(`dispatchEvent(new Event('online'))`)));
      await seeEachOther(caller, callee);
    }
    for (const one of [caller, callee]) expect(await one.page.evaluate('peers.length')).toBe(1);
  });
});

describe('A room', () => {
  it.each(['mesh', 'sfu'])('three people see one another (%s)', async (topology) => {
    const { doctor, patient, conversationId } = await stage.couple();
    const third = await stage.couple();
    const host = await stage.open(doctor);
    const { id } = await host.say('start', { conversationId, mode: 'room', topology });
    const guest = await stage.open(patient);
    await guest.until(`state.rings['${id}'] !== undefined`);
    await guest.say('accept', id);
    const { token } = await host.say('createLink', id);
    const last = await stage.open(third.patient);
    await last.say('join', { token });
    expect(await last.phase()).toBe('waiting');
    await host.until(`state.calls['${id}'].participants.some(({ state }) => state === 'waiting')`);
    const { participants } = (await host.state()).calls[id];
    await host.say('admit', id, participants.find(({ state }: { state: string }) => state === 'waiting').id);
    for (const one of [host, guest, last]) {
      await one.until(`phase === 'connected'`);
      await one.until(`videos.size === 2 && [...videos.values()].every((video) => video.shown >= ${FRAMES})`);
    }
  });

  it('CALL-8: a guest sees nobody but the host until they are let in, and then everybody', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [host, other] = [await stage.open(doctor), await stage.open(patient)];
    const { id } = await host.say('start', { conversationId, mode: 'room' });
    await other.until(`state.rings['${id}'] !== undefined`);
    await other.say('accept', id);
    const { token } = await host.say('createLink', id, { singleSeat: true });
    const guest = await stage.openGuest({ token, name: 'Paul, le frère' });
    await guest.say('join', { callId: id });
    expect(await guest.phase()).toBe('waiting');
    expect((await guest.state()).calls[id].participants).toHaveLength(2);
    const isWaiting = `({ state, name }) => state === 'waiting' && name === 'Paul, le frère'`;
    await host.until(`state.calls['${id}'].participants.some(${isWaiting})`);
    const { participants } = (await host.state()).calls[id];
    await host.say('admit', id, participants.find(({ state }: { state: string }) => state === 'waiting').id);
    await guest.until(`phase === 'connected' && videos.size === 2`);
    await seeEachOther(guest, host, other);
    stage.world.stack.kill('signaling', 'SIGKILL');
    await guest.until('!state.signaling');
    await guest.until('state.signaling');
    await seeEachOther(guest, host, other);
    await host.say('hangUp', { forEverybody: true });
    await guest.until('state.own === null');
  });
});

describe('The media of a device', () => {
  it('microphone, camera and screen come and go without a new negotiation, and the other end is told', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [caller, callee] = [await stage.open(doctor), await stage.open(patient)];
    const id = await connect(caller, callee, conversationId);
    const offers = 'peers[0].localDescription.sdp.split("\\r\\n")[1]';
    const before = await caller.page.evaluate(offers);
    const hears = (media: string): Promise<void> =>
      callee.until(`state.calls['${id}'].participants.some(({ media }) => ${media})`);
    await caller.say('setMicrophone', false);
    await caller.say('setCamera', false);
    await hears('!media.audio && !media.video');
    expect(await caller.say('shareScreen', true)).toBe(true);
    await hears('media.screen');
    await seeEachOther(callee);
    await caller.say('shareScreen', false);
    await caller.say('setCamera', true);
    await hears('media.video && !media.screen');
    await seeEachOther(callee);
    expect(await caller.page.evaluate(offers)).toBe(before);
  });

  it('a rehearsal tries every way by itself and says it in French and in English', async () => {
    const { doctor } = await stage.couple();
    const caller = await stage.open(doctor);
    const { findings, verdict, words } = await caller.say('rehearse');
    expect(findings.map(({ code }: { code: string }) => code)).toEqual([
      'microphone.ok',
      'camera.ok',
      'stun.ok',
      'turnUdp.ok',
      'turnTcp.ok',
      'turnTls.skipped',
    ]);
    expect([verdict, words.fr, words.en]).toEqual([
      'ready',
      'Tout est prêt pour votre appel.',
      'Everything is ready for your call.',
    ]);
  });

  it('a page that is loaded again takes its part over and is connected again', async () => {
    const { doctor, patient, conversationId } = await stage.couple();
    const [caller, callee] = [await stage.open(doctor), await stage.open(patient)];
    const id = await connect(caller, callee, conversationId);
    await callee.page.close();
    const again = await stage.open(patient);
    await again.say('join', { callId: id }, { takeOver: true });
    await again.until(`phase === 'connected'`);
    await seeEachOther(again, caller);
  });
});
