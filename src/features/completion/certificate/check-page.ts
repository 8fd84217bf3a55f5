import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { Limit } from "../../../core/limit.ts";
import { plainPage } from "../../../core/plain-page.ts";
import { type Clock, longDate } from "../../../core/time.ts";
import type { Visit } from "../../../core/visit.ts";
import type { Database } from "../../../db/database.ts";
import { jpText } from "../../training/words.ts";
import { type Certificate, certificateByPublicId, type Standing, standingOf } from "./certificate-store.ts";
import { checkPath, isPublicId } from "./check-address.ts";

const texts = {
  title: "Pemeriksaan sertifikat",
  none: "Sertifikat dengan alamat ini tidak ada. Periksa kembali alamatnya, atau pindai ulang kodenya.",
  tooMany: "Terlalu banyak pemeriksaan dari jaringan ini. Silakan coba lagi beberapa menit lagi.",
  standings: { berlaku: "BERLAKU", "belum ditandatangani": "BELUM DITANDATANGANI", dicabut: "DICABUT" } satisfies Record<Standing, string>,
  explained: {
    berlaku: "Sertifikat ini diterbitkan dan belum pernah dicabut.",
    "belum ditandatangani": "Sertifikat ini sudah bernomor, tetapi berkas yang ditandatangani belum kembali. Jangan dipakai sebagai bukti.",
    dicabut: "Sertifikat ini sudah dicabut oleh penerbitnya dan tidak berlaku.",
  } satisfies Record<Standing, string>,
  rows: { name: "Nama", training: "Pelatihan", class: "Kelas", dates: "Tanggal", jp: "Jam pelajaran", issuer: "Penerbit", number: "Nomor" },
  note: "Halaman ini hanya memastikan data penerbitan. Tanda tangan elektronik pada berkas diperiksa dengan alat penyelenggara sertifikasi.",
};

/** Checks from one network address in ten minutes: a hall of people may scan at once, a machine that tries addresses gets nowhere in 128 bits. */
const mostChecks = 120;
const windowMs = 10 * 60_000;

export interface CheckPageOptions {
  db: Database;
  cell: number;
  clock: Clock;
}

/**
 * `GET /sertifikat/{id}`: what was issued, and whether it holds; for whoever has the address, with no search and nothing to find by
 * anything else. Name, class, dates, hours and standing, never NIP, unit or score (F13).
 */
export function checkRoutes({ db, cell, clock }: CheckPageOptions): Hono<Visit> {
  const routes = new Hono<Visit>();
  const checks = new Limit(mostChecks, windowMs);
  routes.get(`${checkPath}/tampilan.css`, (c) => c.body(style, 200, { "Content-Type": "text/css; charset=utf-8" }));
  routes.get(`${checkPath}/:id`, async (c) => {
    c.header("X-Robots-Tag", "noindex, nofollow");
    c.header("Cache-Control", "no-store");
    const seconds = checks.take(c.get("visitor"), clock());
    if (seconds > 0) return said(c, 429, texts.tooMany, { "Retry-After": String(seconds) });
    const id = c.req.param("id");
    const found = isPublicId(id) ? await certificateByPublicId(db, cell, id) : undefined;
    return found ? c.html(frame(shown(found))) : said(c, 404, texts.none);
  });
  return routes;
}

const said = (c: Context, status: 404 | 429, text: string, headers: Record<string, string> = {}) => c.html(frame(html`<p>${text}</p>`), status, headers);

function shown(it: Certificate) {
  const standing = standingOf(it);
  const from = longDate(it.from);
  const until = longDate(it.until);
  const rows = [
    [texts.rows.name, it.name],
    [texts.rows.training, it.training],
    ...(it.className === null ? [] : [[texts.rows.class, it.className]]),
    [texts.rows.dates, from === until ? from : `${from} sampai ${until}`],
    ...(it.jp === null ? [] : [[texts.rows.jp, `${jpText(it.jp)} JP`]]),
    [texts.rows.issuer, it.issuer],
    [texts.rows.number, it.number],
  ];
  const kind = standing === "berlaku" ? "good" : standing === "dicabut" ? "bad" : "open";
  return html`<p class="standing ${kind}">${texts.standings[standing]}</p><p>${texts.explained[standing]}</p>
<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl><p class="note">${texts.note}</p>`;
}

const frame = (body: ReturnType<typeof html>) => plainPage(texts.title, body, `${checkPath}/tampilan.css`);

const style = `:root{color-scheme:light}body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#1a1a1a}
main{max-width:36rem;margin:0 auto;padding:1.5rem}h1{font-size:1.4rem}
.standing{display:inline-block;margin:.5rem 0 0;padding:.4rem .9rem;border-radius:.4rem;font-weight:700;color:#fff}
.good{background:#0b5d3b}.bad{background:#8f1d1d}.open{background:#7a4b00}
dl{margin:1.2rem 0}dt{color:#4a4a4a;font-size:.95rem}dd{margin:0 0 .8rem;font-weight:600;overflow-wrap:anywhere}.note{color:#4a4a4a;font-size:.95rem}`;
