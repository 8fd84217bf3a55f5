import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn } from "../../core/talk-data.ts";
import { sql } from "../../db/database.ts";
import { loadClasses } from "./class-of.ts";
import { enrolmentsOf, historyOf } from "./enrolment-store.ts";
import { states } from "./states.ts";

/** Who was in which class belongs to the register of competence development (PP 11/2017 Pasal 167 and 172). */
export const enrolmentData: PersonalData = {
  title: "Pendaftaran pelatihan",
  tables: ["enrolment", "enrolment_event"],
  purpose: {
    use: "mengatur kursi, persetujuan, dan kehadiran pelatihan",
    basis: "kewenangan",
    kept: "selama Anda tercatat",
    seenBy: "Anda, atasan, pengelola kepegawaian unit, dan petugas BKPSDM",
  },
  async collect(db, subject) {
    const all = await enrolmentsOf(db, subject, subject.personId);
    const classes = await loadClasses(
      db,
      subject,
      all.map((it) => it.classId),
    );
    const lines = all.map((it) => {
      const of = classes.get(it.classId);
      const name = of ? `${of.training.name}${of.class.name ? `, ${of.class.name}` : ""}` : `kelas ${it.classId}`;
      const since = dayIn(Temporal.Instant.fromEpochMilliseconds(Math.round(it.since * 1_000)).toString(), subject.zone);
      return `${name}: ${states[it.state].words}, sejak ${since}${it.reason ? ` (${it.reason})` : ""}`;
    });
    // Who acted is told by their part; by number they would be somebody else's data.
    const history = async (id: number) => (await historyOf(db, subject, id)).map(({ actorId: _actor, ...it }) => it);
    const data = await Promise.all(all.map(async (it) => ({ ...it, history: await history(it.id) })));
    return { lines, data };
  },
  // Kept on the city's authority: a withdrawn consent does not touch it, and the notice says so.
  async erase() {},
};

const Interest = z.object({ name: z.string(), since: z.string() });

/** What somebody wished for: rests on consent alone. */
export const interestData: PersonalData = {
  title: "Minat pelatihan",
  tables: ["training_interest"],
  purpose: {
    use: "menghitung peminat saat jadwal disusun",
    basis: "persetujuan",
    kept: "sampai Anda hapus atau persetujuan ditarik",
    seenBy: "Anda; petugas hanya melihat jumlahnya",
  },
  async collect(db, { cell, agencyId, personId, zone }) {
    const data = await db.many(
      Interest,
      sql`
      select t.name, to_json(i.since)#>>'{}' as since from training_interest i
        join training t on t.cell = i.cell and t.agency_id = i.agency_id and t.id = i.training_id
       where i.cell = ${cell} and i.agency_id = ${agencyId} and i.person_id = ${personId} order by i.since`,
    );
    return { lines: data.map((it) => `${it.name}, sejak ${dayIn(it.since, zone)}`), data };
  },
  async erase(db, { cell, agencyId, personId }) {
    await db.run(sql`delete from training_interest where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`);
  },
};
