import { z } from "zod";
import type { Letter } from "../../../core/channel.ts";
import { clockTime, localDate } from "../../../core/time.ts";
import { type Database, sql } from "../../../db/database.ts";
import { dayOf } from "../link/chat-words.ts";
import { lettersTo } from "../link/letters.ts";
import { holdersOf } from "../link/link-store.ts";
import { kindNames } from "./request-correction.ts";
import { type RightsRequest, requestsIn } from "./rights-store.ts";

/** Hours before the deadline at which officers are reminded. */
const soonHours = 24;

const texts = {
  head: (count: number) => `${count} permohonan data pribadi mendekati atau melewati tenggat 3×24 jam:`,
  line: (it: RightsRequest, due: string, late: boolean) => `- nomor ${it.id}, ${kindNames[it.kind]}: ${late ? "*terlambat*, tenggat" : "tenggat"} ${due}`,
  foot: "Jawab di sini: /permohonan.",
};

const Place = z.object({ id: z.number(), zone: z.string() });

/** Letters that remind an agency's officers of requests whose clock runs out within a day, or has; one a day for each officer. */
export async function dueLetters(db: Database, cell: number, now: Temporal.Instant): Promise<Letter[]> {
  const soon = now.add({ hours: soonHours });
  const places = await db.many(
    Place,
    sql`
    select a.id, a.zone from agency a
     where exists (select 1 from rights_request r where r.cell = ${cell} and r.agency_id = a.id and r.status = 'open' and r.due_at < ${soon.toString()})
     order by a.id`,
  );
  const letters: Letter[] = [];
  for (const { id: agencyId, zone } of places) {
    const open = (await requestsIn(db, { cell, agencyId }, { open: true })).filter((it) => Temporal.Instant.compare(Temporal.Instant.from(it.dueAt), soon) < 0);
    const lines = open.map((it) => {
      const due = Temporal.Instant.from(it.dueAt);
      return texts.line(it, `${dayOf(it.dueAt, zone)} pukul ${clockTime(due, zone)}`, Temporal.Instant.compare(due, now) < 0);
    });
    const reply = { text: [texts.head(open.length), lines.join("\n"), texts.foot].join("\n\n") };
    for (const personId of await holdersOf(db, { cell, agencyId }, ["officer"], 0, now)) {
      const key = `due:${agencyId}:${personId}:${localDate(now, zone)}`;
      letters.push(...(await lettersTo(db, { cell, agencyId, personId }, { reply, key, intent: "notice", now, confirmed: true })));
    }
  }
  return letters;
}
