import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { type Database, sql } from "../../../db/database.ts";
import { type Tenant, type Training, trainingByCode } from "../../training/store.ts";
import { nameOf } from "../../training/words.ts";
import { interestButtons } from "./class-buttons.ts";
import { findClasses } from "./find-class.ts";

const texts = {
  gone: "Pelatihan itu tidak ada lagi di katalog.",
  noted: (name: string) => `Minat Anda untuk ${name} tercatat dan dihitung saat jadwal disusun.`,
  again: (name: string) => `Minat Anda untuk ${name} sudah tercatat.`,
  dropped: (name: string) => `Catatan minat untuk ${name} dihapus.`,
  drop: "Hapus catatan",
  what: "Pelatihan tentang apa yang Anda minati? Tulis topik atau namanya.",
  noDate: (names: string) => `Belum dijadwalkan: ${names}. Catat minat Anda?`,
  dated: (words: string) => `Pelatihan tentang "${plain(words)}" sudah ada jadwalnya.`,
  unknown: (words: string) => `Pelatihan tentang "${plain(words)}" belum ada di katalog. Petugas dapat meneruskan keinginan Anda.`,
  schedule: "Lihat jadwal",
  officer: "Hubungi petugas",
  wish: (words: string) => `Saya berminat pada pelatihan tentang ${words}.`,
};

/** Who would come if the training had a date: counted for the planner, and taken back by one tap. */
export const noteInterest = capability({
  id: "note_interest",
  about: "Mencatat minat Anda pada pelatihan yang belum bertanggal atau belum dapat diikuti.",
  phrases: [],
  roles: ["asn"],
  input: z.object({
    training: z.string().trim().max(80).optional().describe("Kode pelatihan"),
    words: z.string().trim().max(200).optional().describe("Topik atau nama pelatihan"),
    drop: z.boolean().default(false),
  }),

  async handle(context, { training: code, words = "", drop }) {
    if (code === undefined) return meant(context, words);
    const { id, agency } = context.person as Person;
    const tenant = { cell: context.cell, agencyId: agency.id };
    const training = await trainingByCode(context.db, tenant, code);
    if (!training) return { reply: { text: texts.gone }, code: "gone" };
    if (drop) {
      await dropInterest(context.db, tenant, training, id);
      return { reply: { text: texts.dropped(nameOf(training)) }, code: "dropped" };
    }
    const fresh = await keepInterest(context.db, tenant, training, id, context.now);
    const button = { label: texts.drop, call: { capability: "note_interest", input: { training: training.code, drop: true } } };
    return { reply: { text: fresh ? texts.noted(nameOf(training)) : texts.again(nameOf(training)), buttons: [button] }, code: fresh ? "noted" : "again" };
  },
});

/** What words may mean is noted only when the person taps its name. */
async function meant(context: Context, words: string): Promise<Outcome> {
  if (words === "") return { reply: { text: texts.what }, awaits: { capability: "note_interest", input: {}, field: "words" }, code: "which" };
  const { classes, without } = await findClasses(context, (context.person as Person).agency, words);
  if (without.length > 0) {
    const names = without.slice(0, 3).map(nameOf).join(", ");
    return { reply: { text: texts.noDate(names), buttons: interestButtons(without) }, code: "no_date" };
  }
  if (classes.length > 0)
    return {
      reply: { text: texts.dated(words), buttons: [{ label: texts.schedule, call: { capability: "show_schedule", input: { words } } }] },
      code: "dated",
    };
  const officer = { label: texts.officer, call: { capability: "ask_officer", input: { question: texts.wish(words) } } };
  return { reply: { text: texts.unknown(words), buttons: [officer] }, code: "none" };
}

const keepInterest = async (db: Database, { cell, agencyId }: Tenant, { id }: Training, personId: number, now: Temporal.Instant): Promise<boolean> =>
  (await db.run(sql`
    insert into training_interest (cell, agency_id, training_id, person_id, since) values (${cell}, ${agencyId}, ${id}, ${personId}, ${now.toString()})
    on conflict do nothing`)) > 0;

const dropInterest = (db: Database, { cell, agencyId }: Tenant, { id }: Training, personId: number): Promise<number> =>
  db.run(sql`delete from training_interest where cell = ${cell} and agency_id = ${agencyId} and training_id = ${id} and person_id = ${personId}`);
