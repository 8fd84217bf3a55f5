import { z } from "zod";
import { type Database, type Sql, sql } from "../db/database.ts";
import type { PersonalData, Subject, Talk } from "./personal-data.ts";
import { localDate, longDate } from "./time.ts";

/** The person's talks as rows of a statement: `talk (conversation, channel, sender, chat, since, until)`. */
export const talkRows = (talks: Talk[] = []): Sql => sql`
  jsonb_to_recordset(${JSON.stringify(talks)}::jsonb) as talk (conversation text, channel text, sender text, chat text, since timestamptz, until timestamptz)`;

/** Forgets what was said in the talks that are the person's now, as a language model would read it. The talk that is going on does so by its outcome. */
export async function forgetWordsOf(db: Database, cell: number, talks: Talk[]): Promise<void> {
  await db.run(sql`
    update conversation set state = jsonb_set(state, '{thread}', 'null')
     where cell = ${cell} and id in (select conversation from ${talkRows(talks)} where talk.until is null) and jsonb_typeof(state->'thread') = 'object'`);
}

/** Whether an instant (an SQL expression) lies in the time in which the talk was the person's. */
export const inTalk = (at: Sql): Sql => sql`(talk.since is null or ${at} >= talk.since) and (talk.until is null or ${at} <= talk.until)`;

/** An ISO instant as the day (`22 November 2026`) on which the person lived it; `zone` as in `Subject`. */
export const dayIn = (at: string, zone: Subject["zone"] = "Asia/Jakarta"): string => longDate(localDate(Temporal.Instant.from(at), zone));

/** Counts what is kept of talks, from the first day to the last: for what is too much to print and is in the file. */
export const linesOf = (rows: { at: string }[], what: string, zone: Subject["zone"]): string[] => {
  const sorted = rows.map((it) => Temporal.Instant.from(it.at)).sort(Temporal.Instant.compare);
  const [first, last] = [sorted[0], sorted.at(-1)].map((it) => (it ? dayIn(it.toString(), zone) : ""));
  if (!first) return [];
  return [`${rows.length} ${what}, ${first}${last === first ? "" : ` sampai ${last}`}`];
};

const Done = z.object({ at: z.string(), capability: z.string(), outcome: z.string() });

/** What the gate and its neighbours keep: what was done (never what was said), decisions that wait, choices of notices, files on their way. */
export const gateData: PersonalData = {
  title: "Catatan kegiatan Anda",
  tables: ["audit", "pending", "notice_menu", "blob"],
  purpose: { use: "membuktikan apa yang dilakukan lewat layanan ini, tanpa isi pesannya", basis: "kewenangan", kept: "selama masa simpan catatan kegiatan" },
  async collect(db: Database, { cell, agencyId, personId, zone }: Subject) {
    const data = await db.many(
      Done,
      sql`
      select to_json(at)#>>'{}' as at, capability, outcome from audit
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by at, id`,
    );
    return { lines: linesOf(data, "kegiatan", zone), data };
  },
  async erase(db: Database, { cell, talks = [] }: Subject) {
    const mine = sql`conversation in (select conversation from ${talkRows(talks)})`;
    await db.run(sql`delete from pending where cell = ${cell} and ${mine}`);
    await db.run(sql`delete from notice_menu where cell = ${cell} and ${mine}`);
    await db.run(
      sql`delete from blob where cell = ${cell} and exists (select 1 from ${talkRows(talks)} where talk.conversation = blob.conversation and ${inTalk(sql`blob.made_at`)})`,
    );
    // What was done stays, sealed; in which talk does not.
    await db.run(sql`
      update audit set conversation = null
       where cell = ${cell} and exists (select 1 from ${talkRows(talks)} where talk.conversation = audit.conversation and ${inTalk(sql`audit.at`)})`);
  },
};
