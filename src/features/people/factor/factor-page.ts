import { type Context, Hono } from "hono";
import { html, raw } from "hono/html";
import { toString as qrImage } from "qrcode";
import { writeAudits } from "../../../core/audit.ts";
import type { Letter } from "../../../core/channel.ts";
import { Limit } from "../../../core/limit.ts";
import { plainPage } from "../../../core/plain-page.ts";
import type { Clock } from "../../../core/time.ts";
import type { Visit } from "../../../core/visit.ts";
import type { Database } from "../../../db/database.ts";
import { openChat } from "../link/confirmation.ts";
import { lettersTo } from "../link/letters.ts";
import { cardOf } from "../link/link-store.ts";
import { fullName } from "../person-name.ts";
import { makeFactor, type NewFactor } from "./factor-store.ts";
import { type Granted, isSecret, pageWaits, usePage } from "./request-store.ts";

export const factorPath = "/faktor";

const texts = {
  title: "Kode keamanan kedua",
  ask: "Ketik 6 angka yang disebutkan petugas BKPSDM kepada Anda. Sesudahnya kode untuk aplikasi autentikator ditampilkan satu kali.",
  label: "6 angka dari petugas",
  open: "Tampilkan kode",
  wrong: "Angka itu tidak cocok. Periksa kembali dengan petugas, lalu ketik lagi.",
  gone: "Tautan ini sudah dipakai, sudah lewat waktunya, atau terlalu sering dicoba. Mintalah lagi di chat dengan /faktor.",
  tooMany: "Terlalu banyak percobaan dari jaringan ini. Silakan coba lagi beberapa menit lagi.",
  scan: (name: string) => `Pindai dengan aplikasi autentikator di ponsel ${name}. Halaman ini tidak dapat dibuka lagi.`,
  onPhone: "Buka di aplikasi autentikator",
  type: "Atau ketik kunci ini di aplikasi:",
  after: "Selesai? Kembali ke chat. Saat diperlukan, saya meminta 6 angka yang sedang tampil di aplikasi. Untuk mencoba: /verifikasi.",
  made: "Kode keamanan kedua Anda baru dibuat lewat tautan sekali pakai. Yang lama, bila ada, tidak berlaku lagi. Bila bukan Anda yang membukanya, segera hubungi BKPSDM.",
};

/** Tries, and looks, from one network address in ten minutes: an office may share one, and chats look ahead. */
const mostTries = 60;
const mostLooks = 300;
const windowMs = 10 * 60_000;

export interface FactorPageOptions {
  db: Database;
  cell: number;
  clock: Clock;
  /** Plans letters in the transaction that caused them. */
  put(tx: Database, letters: Letter[], now: Temporal.Instant): Promise<void>;
}

/**
 * `/faktor/{secret}`: shows a new second factor once, outside the chat that it guards, to whoever has both the address (sent to the chat) and
 * the code (told by who confirmed). A look at the address (a preview in a chat) uses nothing up.
 */
export function factorRoutes(options: FactorPageOptions): Hono<Visit> {
  const { db, cell, clock } = options;
  const routes = new Hono<Visit>();
  const [tries, looks] = [new Limit(mostTries, windowMs), new Limit(mostLooks, windowMs)];
  routes.use(`${factorPath}/*`, async (c, next) => {
    c.header("Cache-Control", "no-store");
    c.header("X-Robots-Tag", "noindex");
    await next();
  });
  routes.get(`${factorPath}/tampilan.css`, (c) => c.body(style, 200, { "Content-Type": "text/css; charset=utf-8" }));
  routes.use(`${factorPath}/:secret`, async (c, next) => (isSecret(c.req.param("secret")) ? next() : said(c, 404, texts.gone)));
  routes.get(`${factorPath}/:secret`, async (c) => {
    if (looks.take(c.get("visitor"), clock()) > 0) return said(c, 429, texts.tooMany);
    return (await pageWaits(db, cell, c.req.param("secret"), clock())) ? c.html(frame(form(texts.ask))) : said(c, 404, texts.gone);
  });
  routes.post(`${factorPath}/:secret`, async (c) => {
    if (tries.take(c.get("visitor"), clock()) > 0) return said(c, 429, texts.tooMany);
    const code = String((await c.req.parseBody()).code ?? "").replace(/\D/g, "");
    const made = await open(options, c.req.param("secret"), code);
    if (made === "gone") return said(c, 404, texts.gone);
    if (made === "wrong") return c.html(frame(form(texts.wrong)), 403);
    return c.html(frame(await shown(made)));
  });
  return routes;
}

/** Everything in one transaction: the address used up, the factor made, the ledger's line, and word to all chats of the person. */
function open({ db, cell, clock, put }: FactorPageOptions, secret: string, code: string): Promise<(NewFactor & { name: string }) | "wrong" | "gone"> {
  const now = clock();
  return db.transaction(async (tx) => {
    const used = await usePage(tx, cell, secret, code, now);
    if (used === "wrong" || used === "gone") return used;
    const subject = { cell, agencyId: used.agencyId, personId: used.personId };
    const card = await cardOf(tx, subject, now);
    // The chat that asked has been let go meanwhile: nobody knows any more whose hands the address is in.
    if (!card || !(await openChat(tx, subject, used.handleId, now))) return "gone";
    const factor = await makeFactor(tx, subject, { label: card.name, by: used.decidedBy, now });
    await written(tx, cell, used, now);
    const key = `factor-made:${used.agencyId}:${used.personId}:${now.epochMilliseconds}`;
    await put(tx, await lettersTo(tx, subject, { reply: { text: texts.made }, key, intent: "notice", now, everywhere: {} }), now);
    return { ...factor, name: fullName(card) };
  });
}

function written(tx: Database, cell: number, { agencyId, personId, decidedBy }: Granted, now: Temporal.Instant): Promise<void> {
  const [at, action] = [now.toString(), "make_factor"];
  const ledger = [{ agencyId, at, kind: "right" as const, actorId: decidedBy, subjectId: personId, action, outcome: "made" }];
  return writeAudits(tx, [{ cell, at, agency_id: agencyId, conversation: null, person_id: personId, capability: action, outcome: "made", ledger }]);
}

const form = (text: string) => html`<p>${text}</p><form method="post"><label>${texts.label}
<input name="code" inputmode="numeric" autocomplete="off" required maxlength="12"></label><button>${texts.open}</button></form>`;

async function shown({ uri, secret, name }: NewFactor & { name: string }) {
  const picture = raw(await qrImage(uri, { type: "svg", margin: 2 }));
  return html`<p>${texts.scan(name)}</p><div class="qr">${picture}</div><p><a class="go" href="${uri}">${texts.onPhone}</a></p>
<p>${texts.type}</p><p class="code">${secret.match(/.{4}/g)?.join(" ") ?? secret}</p><p>${texts.after}</p>`;
}

const said = (c: Context, status: 404 | 429, text: string) => c.html(frame(html`<p>${text}</p>`), status);

const frame = (body: ReturnType<typeof html>) => plainPage(texts.title, body, `${factorPath}/tampilan.css`);

const style = `:root{color-scheme:light}body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#1a1a1a}
main{max-width:34rem;margin:0 auto;padding:1.5rem}h1{font-size:1.4rem}.qr svg{display:block;width:100%;max-width:18rem;height:auto;margin:1rem auto}
label{display:block;font-weight:600}input{display:block;font:1.5rem/1.4 ui-monospace,monospace;width:9rem;padding:.4rem;margin:.4rem 0 1rem;letter-spacing:.15em}
.code{font:600 1.2rem/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
button,.go{display:inline-block;font:inherit;padding:.7rem 1.2rem;border:0;border-radius:.5rem;background:#0b5d3b;color:#fff;text-decoration:none}`;
