import { AppError, Id } from '@causerie/contracts';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import type { Door } from '../door.ts';

const BODY_LIMIT_BYTES = 1_024;
const ByToken = z.object({ token: Id });

/**
 * The way out of e-mails, for people and for mail programs (RFC 8058): no login, only the key in the link. Opening the
 * link changes nothing, because scanners of mail open every link; the button on the page does.
 */
export function unsubscribeRoutes(app: HttpApp, door: Door): void {
  // What mail programs and forms send says nothing that the address does not say.
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
    (_request, _body, done) => done(null, undefined),
  );

  const schemaOf = (summary: string) => ({ tags: ['notifications'], summary, params: ByToken, security: [] });

  app.get(
    '/notifications/unsubscribe/:token',
    { schema: schemaOf('The page with the button that ends e-mails') },
    async (_request, reply) => reply.type('text/html; charset=utf-8').send(ASK_PAGE),
  );

  app.post(
    '/notifications/unsubscribe/:token',
    { schema: schemaOf('End e-mails with the key in the link of an e-mail') },
    async (request, reply) => {
      if (!(await door.notificationPreferences.endEmails(request.params.token))) throw new AppError('not_found');
      return reply.type('text/html; charset=utf-8').send(DONE_PAGE);
    },
  );
}

const page = (title: string, content: string): string => `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;

const ASK_PAGE = page(
  'Ne plus recevoir d’e-mails',
  `<h1>Ne plus recevoir d’e-mails</h1>
<p>Vos messages restent disponibles dans l’application.</p>
<p lang="en">Stop receiving e-mails. Your messages stay available in the application.</p>
<form method="post">
<button type="submit">Ne plus recevoir d’e-mails – <span lang="en">Stop e-mails</span></button>
</form>`,
);

const DONE_PAGE = page(
  'C’est fait',
  `<h1>C’est fait</h1>
<p>Vous ne recevrez plus d’e-mails à propos de vos messages.</p>
<p lang="en">Done. You will receive no more e-mails about your messages.</p>`,
);
