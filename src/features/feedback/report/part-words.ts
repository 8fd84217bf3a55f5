import type { MeasureFact, PartFacts } from "../measure/facts.ts";
import { measures } from "../measure/values.ts";

/** What was asked, of whom and when: `Perilaku sesudah 90 hari, menurut atasan`. */
export function partName({ step, afterDays, capacity }: Pick<PartFacts, "step" | "afterDays" | "capacity">): string {
  if (step === "reaksi") return "Tanggapan sesudah kelas";
  if (step === "belajar") return "Hasil belajar";
  const when = `Perilaku sesudah ${afterDays} hari`;
  return capacity === "peserta" ? when : `${when}, menurut ${capacity}`;
}

/** Why nothing is shown, as a sentence that goes on from the numbers. */
export function hiddenText({ hidden, answered }: PartFacts): string {
  switch (hidden) {
    case "kosong":
      return "belum ada jawaban";
    case "kurang_dari_lima":
      return `baru ${answered} jawaban; isinya ditampilkan mulai 5, supaya tidak ada yang dapat dikenali`;
    case "digabung":
      return "jawabannya sedikit, jadi hanya ditampilkan bersama angkatan lain pelatihan ini";
    case "menunggu":
      return "isinya belum dapat ditampilkan: menunggu survei ditutup, atau menunggu jawaban lain supaya tidak ada yang dapat dikenali";
    default:
      return "";
  }
}

const names: Record<string, string> = {
  [measures.nps]: "NPS (saran kepada rekan)",
  [measures.learning]: "Kenaikan kemampuan",
  [measures.test]: "Kenaikan nilai tes",
  [measures.applied]: "Menerapkan isinya",
  [measures.seen]: "Perubahan tampak bagi atasan",
  [measures.level]: "Tingkat perilaku",
};
const topics: Record<string, string> = {
  pembicara: "Pengajar",
  materi: "Materi mudah dipahami",
  relevansi: "Berguna untuk pekerjaan",
  tempo: "Kecepatan dan lamanya",
  fasilitas: "Sarana",
  rekomendasi: "Mau menyarankan (0–10)",
  dulu: "Kemampuan sebelum",
  kini: "Kemampuan sekarang",
  penerapan: "Seberapa sering dipakai",
  tampak: "Perubahan pada pekerjaan",
  hambatan: "Hambatan",
};

/** A measure in two or three words; of a city's own question its own first words. */
export function measureName({ measure, topic, ask }: Pick<MeasureFact, "measure" | "topic" | "ask">): string {
  const known = names[measure] ?? (measure.includes(".") ? undefined : topics[topic]);
  const text = known ?? ask.replaceAll("*", "").replace(/\?$/, "");
  return text.length <= 60 ? text : `${text.slice(0, text.lastIndexOf(" ", 58))} …`;
}
