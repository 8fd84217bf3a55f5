import { plain } from "../../../core/reply.ts";
import { forms } from "../../training/forms.ts";
import { momentLine, sessionLine, whenLine } from "../../training/when.ts";
import { costText, jpText, modeNames, nameOf, seatsText } from "../../training/words.ts";
import { type ClassOf, entryEnd } from "../class-of.ts";
import { type Gap, type Named, targetText } from "./target-words.ts";

const texts = {
  fictional: "Contoh untuk mencoba layanan ini, bukan jadwal resmi.",
  develops: (list: string) => `Mengembangkan: ${list}.`,
  jp: (jp: number) => `${jpText(jp)} JP`,
  provider: (provider: string, partner: string | null) => `Penyelenggara: ${provider}${partner ? `, bersama ${partner}` : ""}.`,
  travel: { true: "; perjalanan ditanggung", false: "; perjalanan tidak ditanggung" },
  link: (link: string) => `Tautan: ${link}`,
  later: "Tautan daring diberikan kepada peserta.",
  deadline: (when: string) => `Daftar sebelum ${when}.`,
  approval: { atasan: "Perlu persetujuan atasan.", petugas: "Diperiksa petugas BKPSDM.", tanpa: "Langsung terdaftar." },
  entry: {
    terbuka: "",
    kuota: "Cara ikut: kuota tiap unit, lewat pengelola kepegawaian.",
    usulan: "Cara ikut: diusulkan unit, lewat pengelola kepegawaian.",
    ditunjuk: "Cara ikut: dipanggil atau ditunjuk BKPSDM.",
  },
  status: {
    rencana: "masih rencana",
    ditutup: "pendaftaran ditutup",
    berjalan: "sedang berjalan",
    selesai: "sudah selesai",
    ditunda: "DITUNDA",
    batal: "DIBATALKAN",
  },
  sessions: (count: number) => `…dan ${count} sesi lagi`,
};

const shownSessions = 4;

/**
 * All that is needed to decide about one class, on one screen. `names`: of competencies; `gaps`: the reader's own, empty for guests.
 * `inside`: the reader takes part, and alone gets the way into the webinar.
 */
export function classCard(of: ClassOf, { zone, names, gaps, inside }: { zone: string; names: Named; gaps: Gap[]; inside: boolean }): string {
  const { training, class: it } = of;
  const head = it.name && it.name !== training.name ? `${nameOf(training)}\n${plain(it.name)}` : nameOf(training);
  const closed = it.status === "dibuka" ? [] : [`*${texts.status[it.status]}*${it.statusNote ? ` (${plain(it.statusNote)})` : ""}`];
  const where = [it.place, it.city].filter((text) => text !== null).map(plain);
  const end = it.status === "dibuka" ? entryEnd(of) : null;
  const parts = [
    [head, ...(training.fictional ? [texts.fictional] : []), ...closed, ...(training.about ? [plain(training.about)] : [])],
    [
      ...(training.targets.length > 0 ? [texts.develops(training.targets.map((one) => targetText(one, names, gaps)).join("; "))] : []),
      [...(training.jp === null ? [] : [texts.jp(training.jp)]), forms[training.form].name, modeNames[training.mode]].join("; "),
      texts.provider(plain(training.provider), training.partner && plain(training.partner)),
      `${costText(training)}${training.travelCovered === null ? "" : texts.travel[`${training.travelCovered}`]}.`,
    ],
    [...times(of, zone), ...(where.length > 0 ? [where.join(", ")] : []), ...(it.link ? [inside ? texts.link(plain(it.link)) : texts.later] : [])],
    [
      ...(it.status === "dibuka" ? [`${seatsText(it)}.`] : []),
      ...(end === null ? [] : [texts.deadline(momentLine(end, zone, it.zone))]),
      ...(it.status === "dibuka" ? [it.entry === "terbuka" ? texts.approval[it.approval] : texts.entry[it.entry]] : []),
    ],
  ];
  return parts
    .map((lines) => lines.join("\n"))
    .filter(Boolean)
    .join("\n\n");
}

function times({ training, class: it }: ClassOf, zone: string): string[] {
  if (it.sessions.length === 0) return [whenLine(it, zone, training.selfPaced)];
  const rest = it.sessions.length - shownSessions;
  return [...it.sessions.slice(0, shownSessions).map((session) => sessionLine(session, zone, it.zone)), ...(rest > 0 ? [texts.sessions(rest)] : [])];
}
