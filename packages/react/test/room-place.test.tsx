import { type CauserieErrorCode, createCauserie } from '@causerie/client';
import { FakeLine, ringingCall } from '@causerie/client/testing';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CallsProvider } from '../src/components/calls/calls-provider.tsx';
import { RoomFailed, useKnownCall } from '../src/components/calls/conference.tsx';
import { roomAddressOf, type RoomPlace, type RoomProps, useRoomPlace } from '../src/components/calls/use-room-place.ts';
import { CauserieProvider } from '../src/provider.tsx';
import { mounted, unmountAll } from './mounted.tsx';

afterEach(unmountAll);

describe('The address of a page of rooms', () => {
  it('is read below any path, with or without a slash at its end', () => {
    const read = (path: string) => {
      const found = roomAddressOf(path);
      return found && [found.base, found.sessionId, found.shareToken];
    };
    expect(read('/conference')).toEqual(['', undefined, undefined]);
    expect(read('/app/conference/')).toEqual(['/app', undefined, undefined]);
    expect(read('/conference/a%20b')).toEqual(['', 'a b', undefined]);
    expect(read('/app/v2/conference/x/')).toEqual(['/app/v2', 'x', undefined]);
    expect(read('/conference/join/t')).toEqual(['', undefined, 't']);
    expect(read('/app/conference/join/')).toEqual(['/app', undefined, undefined]);
    expect(read('/conference/%zz')).toEqual(['', '%zz', undefined]);
    expect([read('/'), read('/conferences/x'), read('/conference/x/y')]).toEqual([null, null, null]);
  });

  it('is gone by where a host says nothing, changes as by a link, and leaves the path of the host as it is', async () => {
    const places: RoomPlace[] = [];
    const props: RoomProps = { sessionId: null };
    function Probe() {
      const place = useRoomPlace(props);
      if (place !== null) places.push(place);
      return null;
    }
    const address = { pathname: '/app/conference/join/t' };
    const history = { pushState: (_state: unknown, _title: string, path: string) => void (address.pathname = path) };
    vi.stubGlobal('location', address);
    vi.stubGlobal('PopStateEvent', Event);
    Object.assign(mounted(<Probe />), { history });
    await vi.waitFor(() => expect(places.at(-1)).toMatchObject({ sessionId: undefined, shareToken: 't' }));
    places.at(-1)?.open('a b');
    await vi.waitFor(() => expect(places.at(-1)).toMatchObject({ sessionId: 'a b', shareToken: undefined }));
    expect(address.pathname).toBe('/app/conference/a%20b');
    places.at(-1)?.leave();
    expect(address.pathname).toBe('/app/conference');
  });

  it('is left alone where it is none of a page of rooms, and where the host says where to go', async () => {
    const places: RoomPlace[] = [];
    const onLeave = vi.fn();
    function Probe({ props }: { props: RoomProps }) {
      const place = useRoomPlace(props);
      if (place !== null) places.push(place);
      return null;
    }
    vi.stubGlobal('location', { pathname: '/salle/7' });
    mounted(<Probe props={{ shareToken: 't', onLeave }} />);
    await vi.waitFor(() => expect(places.at(-1)?.shareToken).toBe('t'));
    places.at(-1)?.open('x');
    await vi.waitFor(() => expect(places.at(-1)).toMatchObject({ sessionId: 'x', shareToken: undefined }));
    places.at(-1)?.leave();
    expect(onLeave).toHaveBeenCalledOnce();
  });
});

describe('A room that does not load', () => {
  it('is asked for again, and is there once it was answered', async () => {
    const line = new FakeLine();
    line.answers = { 'GET /v1/calls/call': 'network' };
    line.ready = true;
    const seen: ReturnType<typeof useKnownCall>[] = [];
    function Probe() {
      seen.push(useKnownCall('call'));
      return null;
    }
    const client = { ...createCauserie({ url: '', getToken: () => '' }), callLine: line };
    mounted(
      <CauserieProvider client={client}>
        <CallsProvider>
          <Probe />
        </CallsProvider>
      </CauserieProvider>,
    );
    await vi.waitFor(() => expect(seen.at(-1)?.failure).toMatchObject({ code: 'network' }));
    line.answers = { 'GET /v1/calls/call': ringingCall() };
    seen.at(-1)?.retry();
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ failure: null, call: { id: 'call' } }));
  });

  it('says why, and offers another try where that may help', () => {
    const client = createCauserie({ url: '', getToken: () => '' });
    const drawn = (code: CauserieErrorCode, retryable: boolean) =>
      renderToStaticMarkup(
        <CauserieProvider client={client}>
          <RoomFailed
            failure={{ code, detail: '', retryable, requestId: null }}
            onRetry={() => undefined}
            onLeave={() => undefined}
          />
        </CauserieProvider>,
      );
    expect(drawn('network', true)).toMatch(/Cette salle ne s’ouvre pas.*vérifiez votre réseau.*Réessayer/);
    expect(drawn('forbidden', false)).toMatch(/Vous n’avez pas le droit.*Retour/);
    expect(drawn('forbidden', false)).not.toContain('Réessayer');
  });
});
