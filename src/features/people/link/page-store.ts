import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import { aliveHandle, endByIds, idleMinutes } from "./handle-store.ts";
import { demoOver, demoOverText } from "./made-up.ts";
import { maskName } from "./mask-name.ts";

const texts = {
  idle: `Percakapan sebelumnya sudah ditutup karena ${idleMinutes} menit tidak dipakai, supaya data Anda tidak terbaca orang lain. Ketik /tautkan bila ingin menautkan lagi.`,
  released: "Tautan percakapan sebelumnya sudah dilepas, jadi percakapannya ditutup. Ketik /tautkan bila ingin menautkan lagi.",
};

const Row = z.object({
  id: z.number(),
  agencyId: z.number(),
  name: z.string(),
  open: z.boolean(),
  alive: z.boolean(),
  over: z.boolean(),
  why: z.string().nullable(),
});

/** Whose a page's talk is; the sentence to say where it was somebody's and is closed; null where it never was. Ends one that was left alone. */
export async function whoAtPage(db: Database, cell: number, chat: string, now: Temporal.Instant): Promise<{ name: string } | { ended: string } | null> {
  const row = await db.maybe(
    Row,
    sql`
    select h.id::int as id, h.agency_id as "agencyId", p.name, h.until is null as open, (${aliveHandle(now)}) and p.duty not in ('pindah', 'meninggal', 'keluar') as alive,
           ${demoOver} as over, h.ended_why as why
      from handle h join person p on p.cell = h.cell and p.agency_id = h.agency_id and p.id = h.person_id
     where h.cell = ${cell} and h.channel = 'web' and h.sender = ${chat}
     order by h.until desc nulls first limit 1`,
  );
  if (!row) return null;
  if (row.open && row.alive) return { name: maskName(row.name) };
  const over = row.over || row.why === "demo_over";
  if (row.open) await endByIds(db, cell, [{ agencyId: row.agencyId, id: row.id, why: over ? "demo_over" : "idle" }], now);
  if (over) return { ended: demoOverText };
  return { ended: row.open || row.why === "idle" ? texts.idle : texts.released };
}
