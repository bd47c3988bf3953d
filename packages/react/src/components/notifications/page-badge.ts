const ICON_SIZE = 64;
const BADGE_MAX = 9;
/** As red on light as on dark bars of tabs. */
const BADGE_COLOUR = '#c8321f';

/** Puts a count before the title of the page, whatever the host writes there meanwhile. Returns how to take it away. */
export function badgeTitle(count: number): () => void {
  const prefix = `(${count}) `;
  const put = () => {
    if (!document.title.startsWith(prefix)) document.title = prefix + document.title.replace(/^\(\d+\) /, '');
  };
  put();
  const observer = new MutationObserver(put);
  observer.observe(document.head, { subtree: true, childList: true, characterData: true });
  return () => {
    observer.disconnect();
    document.title = document.title.replace(/^\(\d+\) /, '');
  };
}

/** Draws a count over the host's own icon. Returns how to put the host's own back. */
export function badgeIcon(count: number): () => void {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')];
  const before = links.map((link) => ({ link, href: link.getAttribute('href'), type: link.getAttribute('type') }));
  const own = links.length === 0 ? document.createElement('link') : null;
  let isOver = false;
  void drawn(links.at(-1)?.href ?? '/favicon.ico', count).then((href) => {
    if (isOver || href === null) return;
    if (own !== null) {
      own.rel = 'icon';
      document.head.append(own);
    }
    for (const link of own === null ? links : [own]) {
      link.type = 'image/png';
      link.href = href;
    }
  });
  return () => {
    isOver = true;
    own?.remove();
    for (const { link, href, type } of before) {
      restore(link, 'type', type);
      restore(link, 'href', href);
    }
  };
}

function restore(link: HTMLLinkElement, name: string, value: string | null): void {
  if (value === null) link.removeAttribute(name);
  else if (link.getAttribute(name) !== value) link.setAttribute(name, value);
}

/** The icon with a count, as an address; null where it cannot be drawn. An icon that cannot be read leaves the count alone. */
async function drawn(href: string, count: number): Promise<string | null> {
  const icon = await loaded(href);
  return paint(icon, count) ?? paint(null, count);
}

function loaded(href: string): Promise<HTMLImageElement | null> {
  return new Promise((resolve) => {
    const image = new Image(ICON_SIZE, ICON_SIZE);
    // Without it, an icon of another origin could be drawn and not be read again.
    image.crossOrigin = 'anonymous';
    image.addEventListener('load', () => resolve(image));
    image.addEventListener('error', () => resolve(null));
    image.src = href;
  });
}

function paint(icon: HTMLImageElement | null, count: number): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = ICON_SIZE;
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  try {
    if (icon !== null) pen.drawImage(icon, 0, 0, ICON_SIZE, ICON_SIZE);
    const radius = ICON_SIZE * 0.31;
    const [x, y] = [ICON_SIZE - radius, radius];
    pen.fillStyle = BADGE_COLOUR;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = '#fff';
    pen.font = `bold ${ICON_SIZE * 0.44}px system-ui, sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(count > BADGE_MAX ? `${BADGE_MAX}+` : String(count), x, y + ICON_SIZE * 0.03, 2 * radius * 0.92);
    return canvas.toDataURL('image/png');
  } catch {
    return null;
  }
}

/** Tells the system how much is unread, where the page is an installed app. */
export function badgeApp(count: number): void {
  const { setAppBadge, clearAppBadge } = navigator as Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>>;
  const done = count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator);
  done?.catch(() => undefined);
}
