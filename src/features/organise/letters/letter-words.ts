import type { LetterFacts } from "./letter-facts.ts";

/** What every letter says, whatever it is written in. */
export const letterWords = {
  title: { panggilan: "PEMANGGILAN PESERTA", surat_tugas: "SURAT TUGAS" },
  head: "[KOP SURAT]",
  number: "Nomor: ............................",
  date: "..................., ............................",
  subject: (name: string) => `Hal: Pemanggilan peserta ${name}`,
  to: "Yth. Kepala Perangkat Daerah (daftar terlampir)",
  opening: {
    panggilan: (name: string) => `Bersama ini kami sampaikan bahwa ${name} akan dilaksanakan sebagai berikut:`,
    surat_tugas: () => "Yang bertanda tangan di bawah ini menugaskan pegawai yang namanya tercantum pada daftar untuk mengikuti kegiatan berikut:",
  },
  closing: {
    panggilan: "Kami mohon agar pegawai yang namanya tercantum pada daftar hadir tepat waktu. Bila berhalangan, unit kerja dapat mengusulkan pengganti.",
    surat_tugas: "Surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab, dan hasilnya dilaporkan setelah kegiatan selesai.",
  },
  rows: { training: "Kegiatan", when: "Waktu", place: "Tempat", mode: "Cara belajar", provider: "Penyelenggara", jp: "Jam pelajaran (JP)" },
  list: "Daftar peserta",
  columns: ["No", "Nama", "NIP", "Pangkat/golongan", "Jabatan", "Unit kerja"],
  nobody: "(belum ada peserta)",
  signatory: ["[Jabatan penanda tangan]", "", "", "", "[Nama penanda tangan]", "[NIP]"],
};

/** The training with the name of its run. */
export const nameOf = ({ training, className }: LetterFacts): string => (className ? `${training}, ${className}` : training);

/** The facts of a letter with their labels, each a line or more. */
export function factRows(facts: LetterFacts): [string, string[]][] {
  const { rows } = letterWords;
  return [
    [rows.training, [nameOf(facts)]],
    [rows.when, facts.when],
    [rows.place, [facts.place]],
    [rows.mode, [facts.mode]],
    [rows.provider, [facts.provider]],
    ...(facts.jp ? ([[rows.jp, [facts.jp]]] as [string, string[]][]) : []),
  ];
}

/** The people of a letter as cells; one row that says so where there is nobody. */
export const peopleRows = ({ people }: LetterFacts): string[][] =>
  people.length === 0
    ? [["", letterWords.nobody, "", "", "", ""]]
    : people.map((it, at) => [String(at + 1), it.name, it.nip ?? "–", it.grade ?? "–", it.title ?? "–", it.unit ?? "–"]);
