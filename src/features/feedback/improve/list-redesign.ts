import { z } from "zod";
import { type Capability, capability } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { trainingsById } from "../../training/store.ts";
import { trainingsToRedesign } from "../measure/redesign.ts";
import { measures } from "../measure/values.ts";
import { betweenText, percentText } from "../report/number-words.ts";

const texts = {
  none: "Belum ada pelatihan yang terbukti kurang mengubah perilaku kerja. Yang baru sedikit jawabannya tidak dimasukkan ke daftar ini.",
  head: "*Perlu dirancang ulang*: menurut jawaban, kurang dari separuh peserta bekerja dengan cara baru.",
  line: (name: string, why: string) => `${name}: ${why}`,
  applied: (share: string, between: string, days: string, answered: number) =>
    `${share} menerapkannya ${days} hari sesudah kelas (${between}; ${answered} jawaban)`,
  seen: (share: string, between: string, days: string, answered: number) =>
    `perubahan tampak bagi atasan pada ${share}, ${days} hari sesudah kelas (${between}; ${answered} jawaban)`,
  foot: "Masuk daftar hanya bila batas atas rentang keyakinan 95% pun di bawah separuh. Alat bantu untuk petugas, bukan penilaian resmi.",
};

export interface RedesignLine {
  trainingId: number;
  name: string;
  why: string;
}

/** Trainings that change too little at work, each with its evidence in words. */
export async function redesignLines(db: Database, tenant: Tenant): Promise<RedesignLine[]> {
  const found = await trainingsToRedesign(db, tenant);
  const names = new Map(
    (
      await trainingsById(
        db,
        tenant,
        found.map((it) => it.trainingId),
      )
    ).map((it) => [it.id, it.name]),
  );
  return found.map(({ trainingId, measure, part, estimate }) => {
    const words = measure === measures.seen ? texts.seen : texts.applied;
    const why = words(percentText(estimate.value), betweenText(estimate, percentText), part.split(" ")[1] ?? "", estimate.answered);
    return { trainingId, name: names.get(trainingId) ?? "", why };
  });
}

/** Trainings on one screen. */
const shown = 7;

export const listRedesign: Capability = capability({
  id: "list_redesign",
  about: "Menampilkan pelatihan yang menurut bukti kurang mengubah perilaku kerja dan perlu dirancang ulang.",
  phrases: ["pelatihan yang perlu dirancang ulang", "perlu dirancang ulang"],
  roles: ["officer"],
  // Numbers of many people together: no more than the officer's /evaluasi shows.
  secondFactor: false,
  input: z.object({}),

  async handle({ db, cell, person }) {
    const all = await redesignLines(db, { cell, agencyId: (person as Person).agency.id });
    if (all.length === 0) return { reply: { text: texts.none, data: [] }, code: "none" };
    const list = all.slice(0, shown);
    const lines = list.map((it, at) => `${at + 1}. ${texts.line(plain(it.name), it.why)}`);
    const buttons = list.map((it, at) => ({
      label: `Evaluasi ${at + 1}`,
      full: `Evaluasi ${it.name}`,
      call: { capability: "show_evaluation", input: { kind: "pelatihan", id: it.trainingId } },
    }));
    return { reply: { text: [texts.head, lines.join("\n"), texts.foot].join("\n\n"), buttons, data: all }, code: "shown" };
  },
});
