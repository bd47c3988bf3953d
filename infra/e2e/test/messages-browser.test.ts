import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  at,
  drag,
  focused,
  hold,
  noise,
  objections,
  openWritingStage,
  pastePicture,
  write,
  type WritingStage,
} from '../src/writing/stage.ts';

vi.setConfig({ testTimeout: 120_000 });

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Slow enough that a file is seen on its way, in bytes per second. */
const SLOW_LINE = 40_000;

let stage: WritingStage;
beforeAll(async () => {
  stage = await openWritingStage();
}, 120_000);
afterEach(() => stage.part());
afterAll(() => stage?.close());

describe('Two people who write to each other', () => {
  it('answer, react, change and delete, and both see it', async () => {
    const { doctor, patient } = await stage.couple({ patient: { locale: 'en-GB' } });
    await write(patient, 'Hello, see https://example.org/knee.');
    await at(doctor, 1).hover();
    await at(doctor, 1).getByTestId('reply-button').click();
    expect(await focused(doctor)).toBe('composer-input');
    await write(doctor, 'Merci, bien reçu');
    await at(patient, 2).getByTestId('quote').click();
    await patient.locator('[data-marked] [data-seq="1"]').waitFor();
    expect(await at(patient, 2).getByTestId('quote').textContent()).toContain('You');
    expect(await at(doctor, 1).locator('a').getAttribute('rel')).toContain('noopener');

    await at(patient, 2).hover();
    await at(patient, 2).getByTestId('message-menu-button').click();
    await patient.locator('[data-testid="quick-reaction"][data-emoji="🙏"]').click();
    await at(doctor, 2).locator('[data-emoji="🙏"]').click();
    await at(patient, 2).locator('[data-emoji="🙏"]').getByText('2').waitFor();
    expect(await at(patient, 2).getByTestId('reaction').getAttribute('aria-label')).toBe(
      '🙏 Dr Camille Moreau and you',
    );

    await patient.getByTestId('composer-input').press('ArrowUp');
    await patient.getByTestId('composer-target').waitFor();
    expect(await patient.getByTestId('composer-input').inputValue()).toBe('Hello, see https://example.org/knee.');
    await write(patient, 'Hello, see the knee.');
    await at(doctor, 1).getByText('Hello, see the knee.').waitFor();
    await at(doctor, 1).getByTestId('edited-mark').click();
    await doctor.getByTestId('earlier-versions').getByText('Hello, see https://example.org/knee.').waitFor();
    await doctor.keyboard.press('Escape');
    expect(await focused(doctor)).toBe('edited-mark');

    await at(patient, 1).hover();
    await at(patient, 1).getByTestId('message-menu-button').click();
    await patient.getByTestId('menu-delete').click();
    await patient.getByTestId('confirm-delete').click();
    await at(doctor, 1).getByText('Message supprimé').waitFor();
    await at(doctor, 2).getByTestId('quote').and(doctor.locator('[data-gone]')).waitFor();
  });

  it('see a change at once, and what it was before with an explanation when it is refused', async () => {
    const { doctor } = await stage.couple();
    await write(doctor, 'Première version');
    await at(doctor, 1).waitFor();
    let refuse: () => void = () => undefined;
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    await doctor.route('**/v1/messages/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback();
      await refused;
      const body = { code: 'conversation_closed', detail: '', retryable: false };
      return route.fulfill({ status: 409, json: body, contentType: 'application/problem+json' });
    });
    await doctor.getByTestId('composer-input').press('ArrowUp');
    await write(doctor, 'Deuxième version');
    await at(doctor, 1).getByText('Deuxième version').waitFor();
    refuse();
    const alert = at(doctor, 1).getByTestId('change-refused');
    await alert.waitFor();
    expect(await alert.textContent()).toContain(
      'La modification n’a pas été enregistrée. La conversation n’accepte plus',
    );
    expect(await at(doctor, 1).getByTestId('message-text').textContent()).toBe('Première version');
    expect(await objections(doctor)).toEqual([]);

    await doctor.unroute('**/v1/messages/*');
    await alert.getByTestId('change-again').click();
    await at(doctor, 1).getByTestId('edited-mark').waitFor();
    expect(await at(doctor, 1).getByTestId('message-text').textContent()).toBe('Deuxième version');
    expect(await alert.count()).toBe(0);
  });
});

describe('Files', () => {
  it('are chosen, dropped and pasted, show how far they have come, and leave with their message', async () => {
    const { doctor, patient } = await stage.couple();
    const line = await patient.context().newCDPSession(patient);
    const picture = await noise(patient, 640, 480);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: SLOW_LINE,
    });
    const files = [
      { name: 'radio.png', mimeType: 'image/png', buffer: picture },
      { name: 'virus.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
    ];
    await patient.getByTestId('file-input').setInputFiles(files);
    await patient.locator('[data-testid="tray-item"][data-status="failed"]').getByText('n’est pas accepté').waitFor();
    await patient.getByTestId('tray-progress').first().waitFor();
    await patient.locator('[data-testid="tray-item"][data-status="failed"]').getByTestId('tray-remove').click();
    await drag(patient, 'genou.png', 'dragenter');
    await patient.getByTestId('drop-overlay').getByText('Déposez vos fichiers pour Dr Camille Moreau').waitFor();
    expect(await objections(patient)).toEqual([]);
    await drag(patient, 'genou.png', 'drop');
    await pastePicture(patient, 'image.png');
    await patient.getByTestId('tray-item').nth(2).waitFor();
    expect(await patient.getByTestId('drop-overlay').count()).toBe(0);

    await write(patient, 'Les trois images');
    await patient.getByTestId('composer-state').getByText('dès que les fichiers seront prêts').waitFor();
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    await at(doctor, 1).getByTestId('picture').locator('img').nth(2).waitFor();
    expect(await at(doctor, 1).getByTestId('message-text').textContent()).toBe('Les trois images');
    expect(await patient.getByTestId('tray').count()).toBe(0);
    expect(await patient.getByTestId('composer-input').inputValue()).toBe('');

    await at(doctor, 1).getByTestId('picture').first().click();
    const viewer = doctor.getByTestId('image-viewer');
    await viewer.locator('img[data-large]').waitFor();
    expect(await objections(doctor)).toEqual([]);
    await doctor.keyboard.press('ArrowRight');
    await viewer.getByText('2 sur 3').waitFor();
    await doctor.keyboard.press('+');
    await viewer.locator('[data-zoomed]').waitFor();
    const saved = doctor.waitForEvent('download');
    await viewer.getByTestId('viewer-download').click();
    expect((await saved).suggestedFilename()).toBe('genou.png');
    await doctor.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    expect(await focused(doctor)).toBe('picture');
  });

  it('that are no pictures are saved under their name', async () => {
    const { doctor, patient } = await stage.couple();
    const buffer = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
    await doctor
      .getByTestId('file-input')
      .setInputFiles({ name: 'Ordonnance.pdf', mimeType: 'application/pdf', buffer });
    await doctor.locator('[data-testid="tray-item"][data-status="ready"]').waitFor();
    await doctor.getByTestId('send-button').click();
    const file = at(patient, 1).getByTestId('file');
    await file.getByText('Ordonnance.pdf').waitFor();
    const saved = patient.waitForEvent('download');
    await file.click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('Ordonnance.pdf');
    expect(await patient.evaluate('location.pathname')).toContain('/c');
  });
});

describe('By keyboard alone', () => {
  it('the menu, the choice of emoji and the details of a message are reached, used and left', async () => {
    const { doctor, patient } = await stage.couple();
    await write(doctor, 'Bonjour Léa');
    await at(patient, 1).waitFor();
    await patient.getByTestId('composer-input').focus();
    for (let stops = 0; (await focused(patient)) !== 'message-menu-button'; stops += 1) {
      expect(stops).toBeLessThan(5);
      await patient.keyboard.press('Shift+Tab');
    }
    await patient.keyboard.press('ArrowLeft');
    expect(await focused(patient)).toBe('reply-button');
    await patient.keyboard.press('End');
    await patient.keyboard.press('Enter');
    expect(await focused(patient)).toBe('quick-reaction');
    expect(await objections(patient)).toEqual([]);
    await patient.keyboard.press('ArrowDown');
    expect(await focused(patient)).toBe('menu-reply');
    await patient.keyboard.press('Escape');
    expect(await focused(patient)).toBe('message-menu-button');

    await patient.keyboard.press('Enter');
    for (let stops = 0; (await focused(patient)) !== 'more-emoji'; stops += 1) {
      expect(stops).toBeLessThan(10);
      await patient.keyboard.press('ArrowRight');
    }
    await patient.keyboard.press('Enter');
    await patient.getByTestId('emoji-search').waitFor();
    expect(await objections(patient)).toEqual([]);
    await patient.keyboard.type('coeur');
    await patient.keyboard.press('ArrowDown');
    await patient.keyboard.press('ArrowRight');
    const chosen = await patient.evaluate<string>('document.activeElement.dataset.emoji');
    await patient.keyboard.press('Enter');
    await at(doctor, 1).locator(`[data-testid="reaction"][data-emoji="${chosen}"]`).waitFor();

    await patient.getByTestId('message-menu-button').focus();
    await patient.keyboard.press('Enter');
    await patient.keyboard.press('End');
    expect(await focused(patient)).toBe('menu-details');
    await patient.keyboard.press('Enter');
    await patient.getByTestId('receipts').getByText('Léa Martin').waitFor();
    expect(await objections(patient)).toEqual([]);
    await patient.keyboard.press('Escape');
    expect(await focused(patient)).toBe('message-menu-button');
  });
});

describe('On a phone', () => {
  it('a finger that rests on a message opens its menu at the lower edge, and lifting it presses nothing', async () => {
    const { doctor, patient } = await stage.couple({ patient: PHONE, doctor: { ...PHONE, colorScheme: 'dark' } });
    await patient.getByTestId('composer-input').fill('Bonjour docteur');
    await patient.getByTestId('send-button').tap();
    await at(doctor, 1).waitFor();
    const menu = doctor.getByTestId('menu-popover');
    await hold(doctor, at(doctor, 1).getByTestId('message-text'), menu);
    expect(await objections(doctor)).toEqual([]);
    const box = await menu.boundingBox();
    expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(PHONE.viewport.height);
    await doctor.getByTestId('menu-reply').tap();
    await doctor.getByTestId('composer-target').getByText('Bonjour docteur').waitFor();
    expect(await objections(doctor)).toEqual([]);
    await doctor.getByTestId('composer-input').fill('Bonjour Léa');
    await doctor.getByTestId('send-button').tap();
    await at(patient, 2).getByTestId('quote').waitFor();

    await at(patient, 2).getByTestId('message-menu-button').tap();
    await patient.getByTestId('more-emoji').tap();
    expect(await focused(patient)).toBe('emoji');
    await patient.locator('[data-testid="emoji"][data-emoji="😊"]').tap();
    await at(doctor, 2).locator('[data-emoji="😊"]').waitFor();
    expect(await objections(patient)).toEqual([]);
  });
});
