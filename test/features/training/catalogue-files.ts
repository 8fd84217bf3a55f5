/** A catalogue as CSV from rows of named columns; what is left out is empty. */
export function csv(headers: string[], ...rows: Record<string, string>[]): Uint8Array {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = [headers, ...rows.map((row) => headers.map((it) => row[it] ?? ""))];
  return new TextEncoder().encode(lines.map((it) => it.map(quote).join(";")).join("\r\n"));
}

export const headers = [
  "Kode Pelatihan",
  "Nama Pelatihan",
  "Bentuk",
  "Moda",
  "JP",
  "Lama (hari)",
  "Kompetensi",
  "Penyelenggara",
  "Biaya per Orang",
  "Ditanggung",
  "Prasyarat",
  "Syarat Lain",
  "Jenis Jabatan",
  "Jenjang",
  "Status Pegawai",
  "Belajar Mandiri",
  "Kode Kelas",
  "Sesi",
  "Mulai",
  "Selesai",
  "Batas Daftar",
  "Tempat",
  "Kota",
  "Kursi",
  "Terisi",
  "Cara Masuk",
  "Status Kelas",
  "Alasan Status",
  "Baris Rencana",
  "Persetujuan",
  "Batas Batal",
];

export type Row = Record<string, string>;

/** A sound row: a training with one open class. */
export const row = (code: string, more: Row = {}): Row => ({
  "Kode Pelatihan": code,
  "Nama Pelatihan": `Pelatihan ${code}`,
  Bentuk: "bimtek",
  Moda: "daring",
  JP: "8",
  Kompetensi: "komunikasi 1-2",
  Penyelenggara: "Penyelenggara Contoh",
  "Kode Kelas": `${code}-1`,
  Sesi: "7/12/2026 08.00-16.00",
  "Cara Masuk": "terbuka",
  "Status Kelas": "dibuka",
  "Baris Rencana": "RB-1",
  ...more,
});

/** A further class of a training: its own columns only. */
export const classRow = (training: string, code: string, more: Row = {}): Row => ({
  "Kode Pelatihan": training,
  "Kode Kelas": code,
  Sesi: "14/12/2026 08.00-16.00",
  "Cara Masuk": "terbuka",
  "Status Kelas": "dibuka",
  "Baris Rencana": "RB-1",
  ...more,
});

export const catalogueOf = (...rows: Row[]): Uint8Array => csv(headers, ...rows);
