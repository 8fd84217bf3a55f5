/** A seat in the made-up city, with how many sit there. */
export interface Seat {
  title: string;
  family: "JPT Pratama" | "Administrator" | "Pengawas" | "Pelaksana" | "Fungsional";
  level?: string;
  count?: number;
  /** Of which on contract (PPPK). */
  contract?: number;
}

/** Part of an office with who leads it (`null` = the head of the office does) and who works there. */
interface Section {
  name: string;
  head: Seat | null;
  staff: Seat[];
}

export interface Office {
  name: string;
  head: Seat;
  sections: Section[];
}

const jpt = (title: string): Seat => ({ title, family: "JPT Pratama" });
const administrator = (title: string): Seat => ({ title, family: "Administrator" });
const pengawas = (title: string): Seat => ({ title, family: "Pengawas" });
const staff = (title: string, count = 1, contract = 0): Seat => ({ title, family: "Pelaksana", count, contract });
const expert = (title: string, level: string, count = 1, contract = 0): Seat => ({ title: `${title} ${level}`, family: "Fungsional", level, count, contract });

const school = (name: string): Section => ({
  name,
  head: expert("Kepala Sekolah, Guru", "Ahli Madya"),
  staff: [expert("Guru", "Ahli Muda", 4), expert("Guru", "Ahli Pertama", 6, 4)],
});

const clinic = (name: string): Section => ({
  name,
  head: expert("Dokter", "Ahli Madya"),
  staff: [expert("Dokter", "Ahli Muda", 1), expert("Perawat", "Terampil", 4, 2), expert("Perawat", "Mahir", 2), expert("Bidan", "Terampil", 3, 2)],
});

const village = (name: string): Section => ({
  name,
  head: pengawas("Lurah"),
  staff: [pengawas("Sekretaris Kelurahan"), staff("Pengelola Layanan Operasional", 2, 1)],
});

const district = (name: string, villages: string[]): Office => ({
  name: `Kecamatan ${name}`,
  head: administrator("Camat"),
  sections: [
    { name: "Sekretariat Kecamatan", head: pengawas("Kepala Subbagian Umum dan Kepegawaian"), staff: [staff("Pengadministrasi Perkantoran", 2, 1)] },
    { name: "Seksi Pelayanan Umum", head: pengawas("Kepala Seksi Pelayanan Umum"), staff: [staff("Petugas Pelayanan Terpadu", 2)] },
    ...villages.map((it) => village(`Kelurahan ${it}`)),
  ],
});

/** A city as cities are: mostly teachers, health workers and those behind a counter (F24). */
export const offices: Office[] = [
  {
    name: "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
    head: jpt("Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
    sections: [
      {
        name: "Bidang Pengembangan Kompetensi",
        head: administrator("Kepala Bidang Pengembangan Kompetensi"),
        staff: [expert("Analis SDM Aparatur", "Ahli Muda", 2), expert("Analis SDM Aparatur", "Ahli Pertama", 1), staff("Pengelola Kepegawaian", 2, 1)],
      },
      {
        name: "Sekretariat",
        head: administrator("Sekretaris Badan"),
        staff: [staff("Bendahara", 1), staff("Pengelola Kearsipan", 1), staff("Pengelola Program dan Perencanaan", 1)],
      },
    ],
  },
  {
    name: "Dinas Komunikasi dan Informatika",
    head: jpt("Kepala Dinas Komunikasi dan Informatika"),
    sections: [
      {
        name: "Bidang Aplikasi Informatika",
        head: administrator("Kepala Bidang Aplikasi Informatika"),
        staff: [expert("Pranata Komputer", "Ahli Muda", 2), expert("Pranata Komputer", "Ahli Pertama", 3, 1), expert("Pranata Komputer", "Terampil", 2, 1)],
      },
      {
        name: "Bidang Informasi Publik",
        head: administrator("Kepala Bidang Informasi Publik"),
        staff: [expert("Pranata Humas", "Ahli Muda", 1), expert("Pranata Humas", "Ahli Pertama", 2)],
      },
    ],
  },
  {
    name: "Badan Perencanaan Pembangunan Daerah",
    head: jpt("Kepala Badan Perencanaan Pembangunan Daerah"),
    sections: [
      {
        name: "Bidang Perencanaan",
        head: administrator("Kepala Bidang Perencanaan"),
        staff: [expert("Perencana", "Ahli Madya", 1), expert("Perencana", "Ahli Muda", 2), expert("Perencana", "Ahli Pertama", 2)],
      },
      { name: "Sekretariat", head: pengawas("Kepala Subbagian Keuangan"), staff: [staff("Bendahara", 1), staff("Penelaah Teknis Kebijakan", 2)] },
    ],
  },
  {
    name: "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
    head: jpt("Kepala Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
    sections: [
      {
        name: "Bidang Pelayanan Perizinan",
        head: administrator("Kepala Bidang Pelayanan Perizinan"),
        staff: [staff("Petugas Pelayanan Terpadu", 6, 2), staff("Petugas Loket", 3, 1)],
      },
      {
        name: "Sekretariat",
        head: pengawas("Kepala Subbagian Umum dan Kepegawaian"),
        staff: [staff("Pengadministrasi Perkantoran", 2), staff("Pengelola Kearsipan", 1)],
      },
    ],
  },
  {
    name: "Dinas Pendidikan",
    head: jpt("Kepala Dinas Pendidikan"),
    sections: [school("SD Negeri Contoh 1"), school("SD Negeri Contoh 2"), school("SMP Negeri Contoh 1")],
  },
  { name: "Dinas Kesehatan", head: jpt("Kepala Dinas Kesehatan"), sections: [clinic("Puskesmas Contoh Barat"), clinic("Puskesmas Contoh Timur")] },
  {
    name: "Badan Penanggulangan Bencana Daerah",
    head: administrator("Kepala Pelaksana Badan Penanggulangan Bencana Daerah"),
    sections: [{ name: "Seksi Kesiapsiagaan", head: pengawas("Kepala Seksi Kesiapsiagaan"), staff: [staff("Pengelola Layanan Operasional", 3, 1)] }],
  },
  {
    name: "Inspektorat",
    head: jpt("Inspektur"),
    sections: [
      {
        name: "Inspektur Pembantu Wilayah I",
        head: administrator("Inspektur Pembantu Wilayah I"),
        staff: [expert("Auditor", "Ahli Muda", 2), expert("Auditor", "Ahli Pertama", 2)],
      },
    ],
  },
  district("Contoh Utara", ["Melati", "Kenanga"]),
  district("Contoh Selatan", ["Anggrek", "Cempaka", "Flamboyan"]),
];
