import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { longDate } from "../../core/time.ts";
import { sql } from "../../db/database.ts";
import { aimOf, clearAim } from "./aim-store.ts";
import { eraseAssessments } from "./assess/assessment-store.ts";
import { competenciesById } from "./dictionary/dictionary-store.ts";
import { eraseOwnRatings, evidenceOf } from "./gap/evidence-store.ts";
import { evidenceWords } from "./gap/gap-words.ts";
import { needsOf } from "./need-store.ts";
import { needStateWords } from "./need-words.ts";

const texts = {
  hidden: (count: number) => `${count} penilaian perilaku oleh atasan setelah pelatihan: rahasia, hanya ikut menghitung level`,
};

/** What says how far the person is: tests and the supervisor's ratings belong to the register, the person's own word to the person. */
export const evidenceData: PersonalData = {
  title: "Bukti kompetensi",
  tables: ["competency_evidence"],
  purpose: {
    use: "menghitung kesenjangan kompetensi dan merencanakan pelatihan (PP 11/2017 Pasal 203–206)",
    basis: "kewenangan",
    kept: "selama Anda tercatat; asesmen diri dihapus bila persetujuan ditarik",
    seenBy: "Anda, atasan langsung (tanpa asesmen diri), dan petugas BKPSDM",
  },
  async collect(db, subject) {
    const all = await evidenceOf(db, subject, [subject.personId]);
    // What others answered in confidence is not told by itself (F17); the person's own answers are.
    const rows = all.filter((it) => !it.confidential || it.kind === "self");
    const hidden = all.length - rows.length;
    const names = await competenciesById(db, subject, [...new Set(rows.map((it) => it.competency))]);
    const lines = rows.map((it) => `${names.get(it.competency)?.name ?? it.competency}: level ${it.level} (${evidenceWords(it)})`);
    const others = hidden > 0 ? [texts.hidden(hidden)] : [];
    return { lines: [...lines, ...others], data: rows.map(({ personId: _person, raterId: _rater, confidential: _shown, ...it }) => it) };
  },
  erase: (db, subject) => eraseOwnRatings(db, subject),
};

const Form = z.object({ about: z.enum(["self", "other"]), startedOn: z.string(), finished: z.boolean(), answers: z.number() });

/** Forms that the person fills, about oneself or others: how many answers, not which ones about whom. */
export const assessmentData: PersonalData = {
  title: "Asesmen yang Anda isi",
  tables: ["assessment"],
  purpose: {
    use: "melanjutkan asesmen yang belum selesai, juga di aplikasi lain",
    basis: "persetujuan",
    kept: "selama masa simpan percakapan",
    seenBy: "Anda saja",
  },
  async collect(db, { cell, agencyId, personId }) {
    const data = await db.many(
      Form,
      sql`
      select case when person_id = rater_id then 'self' else 'other' end as about, (started_at at time zone 'UTC')::date::text as "startedOn",
             finished_at is not null as finished, jsonb_array_length(taps) as answers
        from assessment
       where cell = ${cell} and agency_id = ${agencyId} and rater_id = ${personId}
       order by started_at, id`,
    );
    const lines = data.map((it) => {
      const kind = it.about === "self" ? "Asesmen diri" : "Penilaian bawahan";
      return `${kind}, mulai ${longDate(it.startedOn)}, ${it.answers} jawaban${it.finished ? ", selesai" : ", belum selesai"}`;
    });
    return { lines, data };
  },
  erase: (db, subject) => eraseAssessments(db, subject),
};

/** Where the person wants to go, and what training was proposed for the person. */
export const growthData: PersonalData = {
  title: "Jabatan tujuan dan usulan pelatihan",
  tables: ["position_aim", "training_need"],
  purpose: {
    use: "membandingkan dengan jabatan tujuan dan merencanakan kebutuhan pelatihan",
    basis: "kewenangan",
    kept: "usulan selama Anda tercatat; jabatan tujuan sampai Anda hapus atau persetujuan ditarik",
    seenBy: "Anda, pengusulnya, dan petugas BKPSDM; jabatan tujuan hanya Anda",
  },
  async collect(db, subject) {
    const aim = await aimOf(db, subject);
    const needs = await needsOf(db, subject, { personId: subject.personId });
    const lines = [
      ...(aim ? [`Jabatan tujuan: ${aim.title}, sejak ${longDate(aim.chosenOn)}`] : []),
      ...needs.map((it) => `Usulan ${it.competencyName} (${it.held ?? "–"} dari ${it.required}), ${longDate(it.proposedOn)}: ${needStateWords[it.state]}`),
    ];
    return { lines, data: { aim: aim ?? null, needs: needs.map(({ personId: _person, name: _name, proposerId: _proposer, ...it }) => it) } };
  },
  erase: (db, subject) => clearAim(db, subject),
};

export const competencyData: PersonalData[] = [evidenceData, assessmentData, growthData];
