import type { PersonalData } from "../../core/personal-data.ts";
import { forms } from "./forms.ts";
import { recordsOf } from "./record-store.ts";
import { shortDate } from "./when.ts";

const states = { menunggu: "menunggu pemeriksaan", diakui: "diakui", ditolak: "ditolak" } as const;

/** What somebody has learnt belongs to the register (PP 11/2017 Pasal 167 and 172). */
export const learningData: PersonalData = {
  title: "Riwayat belajar",
  tables: ["learning_record"],
  purpose: {
    use: "menghitung JP dan merencanakan pengembangan kompetensi (PP 11/2017 Pasal 203; PP 49/2018 Pasal 43)",
    basis: "kewenangan",
    kept: "selama Anda tercatat",
  },
  async collect(db, subject) {
    const records = await recordsOf(db, subject);
    const lines = records.map(
      (it) =>
        `${it.title} (${forms[it.form].name}), ${it.from === it.until ? "" : `${shortDate(it.from)}–`}${shortDate(it.until)}: ${it.jp === null ? "JP menurut tabel" : `${it.jp} JP`}, ${states[it.state]}${it.evidenceNote ? ` (${it.evidenceNote})` : ""}`,
    );
    return { lines, data: records };
  },
  // Kept on the city's authority: a withdrawn consent does not touch it, and the notice says so.
  async erase() {},
};
