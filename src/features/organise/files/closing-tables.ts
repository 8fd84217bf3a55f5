import { certificatesIn } from "../../completion/certificate/certificate-store.ts";
import { type Judged, judgeClass } from "../../completion/result/judge-class.ts";
import { lackWords, percent, ruleWords } from "../../completion/result/result-words.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import type { WrittenTable } from "../../people/table/write-table.ts";
import { shortDate } from "../../training/when.ts";
import { jpText } from "../../training/words.ts";

const texts = {
  report: "Laporan",
  recap: "Rekap",
  facts: {
    training: "Pelatihan",
    code: "Kode kelas",
    days: "Hari pelaksanaan",
    place: "Tempat",
    provider: "Penyelenggara",
    jp: "JP tiap peserta",
    rule: "Syarat selesai",
    people: "Peserta",
    attendance: "Rata-rata kehadiran",
    test: "Rata-rata tes akhir",
    certificates: "Sertifikat terbit",
    open: "Kehadiran belum dikukuhkan",
    notes: "Catatan penyelenggara",
    signed: "Mengetahui (nama, jabatan, tanda tangan)",
  },
  results: { selesai: "selesai", tidak_selesai: "belum memenuhi syarat", tidak_hadir: "tidak hadir" },
  learning: "masih belajar",
  columns: ["No", "Nama", "Kehadiran", "Hari hadir", "Tes akhir", "Hasil", "Keterangan", "Nomor sertifikat"],
  none: "–",
};

/** The papers that close a class (F14), beside the roll: a report to be signed, and what came of everybody. */
export async function closingTables(desk: Desk, of: ClassOf): Promise<WrittenTable[]> {
  const judged = await judgeClass(desk, of);
  const numbers = new Map(
    (await certificatesIn(desk.db, tenantOf(desk), of.class.id)).filter((it) => it.revokedReason === null).map((it) => [it.personId, it.number]),
  );
  const { people, rule, days, unconfirmed, learning } = judged;
  const { facts, results } = texts;
  const withResult = (result: Judged["result"]): number => people.filter((it) => it.result === result).length;
  const came = people.flatMap((it) => (it.attendance ? [it.attendance.share] : []));
  const scores = people.flatMap((it) => (it.score === null ? [] : [it.score]));
  const rows: string[][] = [
    [facts.training, of.training.name],
    [facts.code, of.class.code],
    [facts.days, days.map(shortDate).join(", ") || texts.none],
    [facts.place, of.class.place ?? texts.none],
    [facts.provider, of.training.provider],
    [facts.jp, of.training.jp === null ? texts.none : jpText(of.training.jp)],
    [facts.rule, ruleWords(rule)],
    [facts.people, String(people.length + learning)],
    ...(["selesai", "tidak_selesai", "tidak_hadir"] as const).map((it) => [capital(results[it]), String(withResult(it))]),
    ...(learning > 0 ? [[capital(texts.learning), String(learning)]] : []),
    [facts.attendance, came.length > 0 ? percent(mean(came)) : texts.none],
    [facts.test, scores.length > 0 ? String(Math.round(mean(scores))) : texts.none],
    [facts.certificates, String(people.filter((it) => numbers.has(it.enrolment.personId)).length)],
    ...(unconfirmed.length > 0 ? [[facts.open, unconfirmed.map(shortDate).join(", ")]] : []),
    [facts.notes, ""],
    [facts.signed, ""],
  ];
  const recap = people.map((it, at) => [
    String(at + 1),
    it.name,
    it.attendance ? percent(it.attendance.share) : texts.none,
    it.attendance ? String(it.attendance.days.length) : texts.none,
    it.score === null ? texts.none : String(Math.round(it.score)),
    results[it.result],
    lackWords(it, rule),
    numbers.get(it.enrolment.personId) ?? "",
  ]);
  return [
    { name: texts.report, headers: [texts.report, ""], rows, widths: [40, 70] },
    { name: texts.recap, headers: texts.columns, rows: recap, widths: [5, 36, 12, 12, 12, 24, 44, 30] },
  ];
}

const mean = (values: number[]): number => values.reduce((sum, it) => sum + it, 0) / values.length;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
