import { z } from "zod";
import { capability } from "../../core/capability.ts";
import type { Person } from "../../core/person.ts";
import { type Database, sql } from "../../db/database.ts";
import { type Tenant, type Training, trainingByCode } from "../training/store.ts";
import { nameOf } from "../training/words.ts";

const texts = {
  gone: "Pelatihan itu tidak ada lagi di katalog.",
  noted: (name: string) => `Minat Anda untuk ${name} tercatat dan dihitung saat jadwal disusun.`,
  again: (name: string) => `Minat Anda untuk ${name} sudah tercatat.`,
  dropped: (name: string) => `Catatan minat untuk ${name} dihapus.`,
  drop: "Hapus catatan",
};

/** Who would come if the training had a date: counted for the planner, and taken back by one tap. */
export const noteInterest = capability({
  id: "note_interest",
  about: "Mencatat minat Anda pada pelatihan yang belum bertanggal atau belum dapat diikuti.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ training: z.string().trim().max(80), drop: z.boolean().default(false) }),

  async handle(context, { training: code, drop }) {
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

const keepInterest = async (db: Database, { cell, agencyId }: Tenant, { id }: Training, personId: number, now: Temporal.Instant): Promise<boolean> =>
  (await db.run(sql`
    insert into training_interest (cell, agency_id, training_id, person_id, since) values (${cell}, ${agencyId}, ${id}, ${personId}, ${now.toString()})
    on conflict do nothing`)) > 0;

const dropInterest = (db: Database, { cell, agencyId }: Tenant, { id }: Training, personId: number): Promise<number> =>
  db.run(sql`delete from training_interest where cell = ${cell} and agency_id = ${agencyId} and training_id = ${id} and person_id = ${personId}`);
