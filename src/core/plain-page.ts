import { html } from "hono/html";

type Html = ReturnType<typeof html>;

/** A small page outside the chat (a certificate's check, a one-time link), which no search engine keeps. `style` = address of its style sheet. */
export const plainPage = (title: string, body: Html, style?: string): Html => html`<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
${style === undefined ? "" : html`<link rel="stylesheet" href="${style}">`}
</head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>`;
