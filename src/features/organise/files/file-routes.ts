import { Hono } from "hono";
import { html } from "hono/html";
import { writeAudits } from "../../../core/audit.ts";
import { Fault } from "../../../core/fault.ts";
import { plainPage } from "../../../core/plain-page.ts";
import type { Clock } from "../../../core/time.ts";
import type { Visit } from "../../../core/visit.ts";
import type { Database } from "../../../db/database.ts";
import type { Desk } from "../../enrolment/seats/promote.ts";
import { grantsOf } from "../../people/grants.ts";
import { fullName } from "../../people/person-store.ts";
import { agencyOf, type FileLink, filePath, linkMinutes, linkWaits, takeLink } from "./link-store.ts";
import { type FileOrder, type MadeFile, makeFile } from "./make-file.ts";
import { ownFile, ownWhats } from "./own-file.ts";

const texts = {
  title: "Unduh berkas",
  once: `Berkas ini memuat data pegawai. Tautannya berlaku ${linkMinutes} menit dan hanya untuk satu kali unduh.`,
  fetch: "Unduh berkas",
  gone: "Tautan ini sudah dipakai atau waktunya sudah lewat. Mintalah yang baru di percakapan.",
};

interface Place {
  db: Database;
  cell: number;
  clock: Clock;
  /** Makes files of results: the room that holds them knows this one, not the other way round. */
  evaluation?: (desk: Desk, order: FileOrder) => Promise<MadeFile>;
}

/** `/ambil/{secret}`: a file about others, once, by a tap. A look at the address (a preview in a chat) uses nothing up. */
export function organiserFileRoutes(place: Place): Hono<Visit> {
  const { db, cell, clock } = place;
  const routes = new Hono<Visit>();
  routes.use(`${filePath}/*`, async (c, next) => {
    c.header("Cache-Control", "no-store");
    c.header("X-Robots-Tag", "noindex");
    await next();
  });
  routes.get(`${filePath}/:secret`, async (c) => {
    if (!(await linkWaits(db, cell, c.req.param("secret"), clock()))) return c.html(page(html`<p>${texts.gone}</p>`), 404);
    return c.html(page(html`<p>${texts.once}</p><form method="post"><button>${texts.fetch}</button></form>`));
  });
  routes.post(`${filePath}/:secret`, async (c) => {
    const file = await fetched(place, c.req.param("secret"));
    if (!file) return c.html(page(html`<p>${texts.gone}</p>`), 404);
    return c.body(new Uint8Array(file.bytes), 200, {
      "Content-Type": file.mime,
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      "X-Content-Type-Options": "nosniff",
    });
  });
  return routes;
}

/** The right is judged when the file is fetched, not when it was asked for (F7); each look is kept. */
function fetched({ db, cell, clock, evaluation }: Place, secret: string): Promise<MadeFile | undefined> {
  const now = clock();
  return db
    .transaction(async (tx) => {
      const link = await takeLink(tx, cell, secret, now);
      if (!link) return undefined;
      const agency = await agencyOf(link, tx);
      const { personId, what, exportNo } = link;
      const file = await madeFor({ db: tx, cell, agency, now }, link, evaluation);
      if (!file) return undefined;
      const at = now.toString();
      const look = { agencyId: agency.id, at, kind: "look" as const, actorId: personId, action: `fetch_${what}`, outcome: "seen" };
      const ledger = file.looked.filter((it) => it !== personId).map((subjectId) => ({ ...look, subjectId }));
      const audit = { cell, at, agency_id: agency.id, conversation: null, person_id: personId, capability: `fetch_${what}`, outcome: exportNo, ledger };
      await writeAudits(tx, [audit]);
      return file;
    })
    .catch(refused);
}

/** undefined = whoever asked for it has no right to it any more. */
async function madeFor(desk: Desk, link: FileLink, evaluation: Place["evaluation"]): Promise<MadeFile | undefined> {
  const { personId, what, input, exportNo, reason } = link;
  if (ownWhats.has(what)) return ownFile(desk, link, personId);
  const grants = await grantsOf(desk.db, { cell: desk.cell, agencyId: desk.agency.id }, desk.now);
  const officer = grants.find((it) => it.personId === personId && it.role === "officer");
  if (!officer) return undefined;
  const order = { what, input, exportNo, reason, by: fullName(officer) };
  return what === "evaluation" && evaluation ? evaluation(desk, order) : makeFile(desk, order);
}

/** The class has gone meanwhile: there is nothing to fetch, and nothing was used up. */
function refused(error: unknown): undefined {
  if (!(error instanceof Fault)) throw error;
}

const page = (body: ReturnType<typeof html>) => plainPage(texts.title, body);
