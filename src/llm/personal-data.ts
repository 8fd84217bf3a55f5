import type { PersonalData } from "../core/personal-data.ts";
import { linesOf } from "../core/talk-data.ts";
import { forgetUser, usesOf } from "./use-store.ts";

/** How often a language model was used for somebody: when and how much, never what was said. */
export const modelData = (keptDays: number): PersonalData => ({
  title: "Pemakaian model bahasa",
  tables: ["model_use", "model_month"],
  purpose: {
    use: "membatasi biaya model bahasa; waktu dan jumlahnya saja, tanpa isi pesan",
    basis: "persetujuan",
    kept: `${keptDays} hari, atau sampai persetujuan ditarik`,
  },
  async collect(db, subject) {
    const data = await usesOf(db, subject);
    return { lines: linesOf(data, "kali model bahasa dipakai", subject.zone), data };
  },
  erase: forgetUser,
});
