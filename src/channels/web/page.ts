import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { Agency } from "../../core/person.ts";
import type { Visit } from "../../core/visit.ts";
import type { Assets } from "./assets.ts";
import type { WebDesk } from "./desk.ts";
import { textMax } from "./intake.ts";
import { openTalk, sessionOf } from "./session.ts";
import { fileMost } from "./upload.ts";

/** `/` and `/{city}`. A deployment for one city has its page at both. */
export function pageRoutes(desk: WebDesk, assets: Assets): Hono<Visit> {
  const { agencies } = desk;
  const routes = new Hono<Visit>();
  routes.use(async (c, next) => {
    c.header("Cache-Control", "private, no-cache");
    await next();
  });
  const open = async (c: Context<Visit>, agency: Agency | null) => {
    await openTalk(c, desk, await sessionOf(c, desk));
    return c.html(chatPage(assets, agency));
  };
  routes.get("/", (c) => open(c, agencies.length === 1 ? (agencies[0] ?? null) : null));
  routes.get("/:city", (c) => {
    const slug = c.req.param("city").toLowerCase();
    const agency = agencies.find((it) => it.slug === slug);
    return agency ? open(c, agency) : c.html(unknownCityPage(assets, agencies), 404);
  });
  return routes;
}

type Html = ReturnType<typeof html>;

const frame = (assets: Assets, title: string, head: Html | string, body: Html) => html`<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<title>${title}</title>
<meta name="description" content="Tanya aturan pengembangan kompetensi ASN; setiap jawaban menyebut sumbernya.">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f4efe4" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#121816" media="(prefers-color-scheme: dark)">
<link rel="icon" type="image/svg+xml" href="${assets.path("kawung.svg")}">
${["base.css", "talk.css", "sources.css", "frame.css"].map((name) => html`<link rel="stylesheet" href="${assets.path(name)}">`)}
${head}
</head>
${body}
</html>`;

function chatPage(assets: Assets, agency: Agency | null) {
  const place = agency ? `Kota ${agency.name}` : "Asisten aturan ASN";
  return frame(
    assets,
    agency ? `Kawan ASN — Kota ${agency.name}` : "Kawan ASN",
    html`<script type="module" src="${assets.path("chat.js")}"></script>`,
    html`<body data-city="${agency?.slug ?? ""}" data-zone="${agency?.zone ?? ""}" data-most="${textMax}" data-file-most="${fileMost}">
<a class="skip" href="#tulis">Langsung ke kotak pesan</a>
<header class="top">
  <div class="column">
    <img class="mark" src="${assets.path("kawung.svg")}" alt="" width="40" height="40">
    <div class="name"><h1>Kawan ASN</h1><p>${place}</p></div>
    <button type="button" class="quiet" id="baru">Mulai baru</button>
  </div>
  <div class="column who" id="siapa" hidden>
    <p>Tertaut: <strong id="nama"></strong></p>
    <button type="button" class="quiet" id="keluar">Keluar</button>
  </div>
</header>
<main class="column">
  <noscript><p class="notice">Percakapan ini memerlukan JavaScript. Aktifkan JavaScript di peramban Anda, lalu muat ulang halaman ini.</p></noscript>
  <div id="catatan" class="log" role="log" aria-live="polite" aria-label="Percakapan" aria-busy="true"></div>
  <div id="menunggu" class="typing" role="status"></div>
</main>
<footer class="bottom">
  <div class="column">
    <button type="button" class="jump" id="kebawah" hidden>Pesan baru <span aria-hidden="true">↓</span></button>
    <p id="kabar" class="news" role="status"></p>
    <form id="kirim" class="compose">
      <label for="tulis" class="unseen">Tulis pertanyaan Anda</label>
      <textarea id="tulis" rows="1" placeholder="Tulis pertanyaan Anda…" enterkeyhint="send" autocomplete="off" aria-describedby="galat petunjuk"></textarea>
      <input type="file" id="berkas" accept="application/pdf,image/jpeg,image/png,image/webp,application/zip,.zip,audio/*" hidden>
      <button type="button" class="attach" id="lampir" hidden><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false"><path d="M8 12.5l6.2-6.2a3 3 0 0 1 4.3 4.2L10.6 18.5a5 5 0 0 1-7.1-7.1l7.4-7.4" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/></svg><span class="unseen">Kirim foto atau PDF</span></button>
      <button type="submit" class="send"><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false"><path d="M4 12h14M12 5l7 7-7 7" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg><span class="unseen">Kirim</span></button>
    </form>
    <p id="galat" class="wrong" role="alert"></p>
    <p id="petunjuk" class="hint">Mohon jangan menulis NIP atau data pribadi. Jawaban otomatis; cocokkan dengan naskahnya.</p>
  </div>
</footer>
<dialog id="tanya" aria-labelledby="tanya-judul">
  <form method="dialog">
    <h2 id="tanya-judul">Mulai percakapan baru?</h2>
    <p>Percakapan ini akan ditutup dan tidak dapat dibuka lagi dari peramban ini.</p>
    <div class="choices"><button value="tidak" class="choice">Batal</button><button value="ya" class="choice main">Ya, mulai baru</button></div>
  </form>
</dialog>
</body>`,
  );
}

const unknownCityPage = (assets: Assets, agencies: Agency[]) =>
  frame(
    assets,
    "Halaman tidak ditemukan — Kawan ASN",
    "",
    html`<body>
<main class="column lost">
  <img class="mark" src="${assets.path("kawung.svg")}" alt="" width="56" height="56">
  <h1>Halaman itu tidak ada</h1>
  <p>Kota di alamat itu belum memakai Kawan ASN, atau alamatnya salah ketik. Pilih kota Anda:</p>
  <ul class="cities">${agencies.map((it) => html`<li><a class="choice" href="/${it.slug}">Kota ${it.name}</a></li>`)}</ul>
</main>
</body>`,
  );
