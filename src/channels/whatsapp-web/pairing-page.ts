import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { toString as qrImage } from "qrcode";
import type { Clock } from "../../core/time.ts";
import type { Visit } from "../../core/visit.ts";
import type { Database } from "../../db/database.ts";
import { linkIsGood, orderMinutes, useLink, viewedOrder } from "./orders.ts";
import { shownIn } from "./shown.ts";

export interface PairingPageOptions {
  db: Database;
  cell: number;
  /** What the codes are sealed with. */
  secret: string;
  clock: Clock;
  /** People come over https. */
  secure: boolean;
}

export const pairingPath = "/pasangkan";
const cookie = "pasangkan";
const lookEverySeconds = 3;

const texts = {
  title: "Menautkan nomor WhatsApp",
  once: "Tautan ini hanya dapat dipakai satu kali, oleh satu peramban. Siapkan ponsel dengan nomor yang akan ditautkan, lalu lanjutkan.",
  show: "Tampilkan kode",
  scan: "Di ponsel dengan nomor ini buka WhatsApp, pilih Perangkat tertaut, lalu Tautkan perangkat, dan pindai kode ini. Kode berganti sendiri.",
  type: "Di ponsel dengan nomor ini buka WhatsApp, pilih Perangkat tertaut, Tautkan perangkat, lalu Tautkan dengan nomor telepon, dan ketik kode ini:",
  wait: "Kode sedang disiapkan. Halaman ini memuat ulang sendiri.",
  trouble: "WhatsApp belum dapat dihubungi dari peladen ini. Halaman ini mencoba lagi sendiri.",
  alt: "Kode QR untuk dipindai dengan WhatsApp",
  done: "Nomor sudah tertaut. Halaman ini boleh ditutup.",
  wrong: "Nomor LAIN yang ditautkan. Nomor itu sudah dikeluarkan lagi. Buat tautan baru bila perlu.",
  wrongStays: "Nomor LAIN yang ditautkan dan belum dapat dikeluarkan. Di ponsel itu buka Perangkat tertaut dan hapus perangkat ini.",
  over: "Penautan sudah berakhir. Buat tautan baru bila perlu.",
} as const;

/** A page that shows the code to one administrator's browser; without the token of a link there is nothing here. */
export function pairingRoutes(options: PairingPageOptions): Hono<Visit> {
  const { db, cell, clock, secure } = options;
  const place = { db, cell };
  const routes = new Hono<Visit>();
  routes.use(`${pairingPath}/*`, async (c, next) => {
    c.header("Cache-Control", "no-store");
    c.header("X-Robots-Tag", "noindex");
    await next();
  });
  const viewed = (c: Context) => {
    const viewer = getCookie(c, cookie);
    return viewer ? viewedOrder(place, viewer, clock()) : undefined;
  };
  routes.get(pairingPath, async (c) => {
    const order = await viewed(c);
    if (!order) return c.notFound();
    const shown = order.shown && shownIn(options.secret, order);
    if (order.outcome !== null) return c.html(frame(html`<p>${outcomeWords(order.outcome)}</p>`));
    if (!shown || shown.type === "trouble") return c.html(frame(html`<p>${shown ? texts.trouble : texts.wait}</p>`, true));
    const number = html`<p class="number">+${order.account}</p>`;
    if (shown.type === "code")
      return c.html(frame(html`${number}<p>${texts.type}</p><p class="code">${shown.code.slice(0, 4)}-${shown.code.slice(4)}</p>`, true));
    return c.html(frame(html`${number}<p>${texts.scan}</p><img src="${pairingPath}/qr.svg" width="320" height="320" alt="${texts.alt}">`, true));
  });
  routes.get(`${pairingPath}/qr.svg`, async (c) => {
    const order = await viewed(c);
    const shown = order?.shown && shownIn(options.secret, order);
    if (shown?.type !== "qr") return c.notFound();
    return c.body(await qrImage(shown.qr, { type: "svg", margin: 2 }), 200, { "Content-Type": "image/svg+xml" });
  });
  routes.get(`${pairingPath}/tampilan.css`, (c) => c.body(style, 200, { "Content-Type": "text/css; charset=utf-8" }));
  // Only a tap uses the link up: whatever looks at an address by itself (previews in chats) must not.
  routes.get(`${pairingPath}/:token`, async (c) => {
    if (!(await linkIsGood(place, c.req.param("token"), clock()))) return c.notFound();
    return c.html(frame(html`<p>${texts.once}</p><form method="post"><button>${texts.show}</button></form>`));
  });
  routes.post(`${pairingPath}/:token`, async (c) => {
    const viewer = await useLink(place, c.req.param("token"), clock());
    if (viewer === null) return c.notFound();
    setCookie(c, cookie, viewer, { path: pairingPath, httpOnly: true, sameSite: "Strict", secure, maxAge: orderMinutes * 60 });
    return c.redirect(pairingPath, 303);
  });
  return routes;
}

function outcomeWords(outcome: string): string {
  if (outcome === "paired") return texts.done;
  if (!outcome.startsWith("another number")) return texts.over;
  return outcome.endsWith("has been logged out") ? texts.wrong : texts.wrongStays;
}

const frame = (body: ReturnType<typeof html>, again = false) => html`<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${texts.title}</title>
${again ? html`<meta http-equiv="refresh" content="${lookEverySeconds}">` : ""}
<link rel="stylesheet" href="${pairingPath}/tampilan.css">
</head>
<body><main><h1>${texts.title}</h1>${body}</main></body>
</html>`;

const style = `:root{color-scheme:light}body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#1a1a1a}
main{max-width:34rem;margin:0 auto;padding:1.5rem}h1{font-size:1.4rem}img{display:block;width:100%;max-width:20rem;height:auto;margin:1rem auto}
.number{font-weight:600}.code{font:600 2rem/1.2 ui-monospace,monospace;letter-spacing:.15em}
button{font:inherit;padding:.7rem 1.2rem;border:0;border-radius:.5rem;background:#0b5d3b;color:#fff}`;
