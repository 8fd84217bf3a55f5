import { longDate } from "../../../core/time.ts";
import type { SmallTalk } from "./courtesy.ts";

/** What each outcome says, apart from the evidence itself. */
export const wording = {
  smallTalk: {
    greeting:
      "Ada yang bisa dibantu? Silakan tanyakan aturan pengembangan kompetensi ASN, misalnya jumlah JP setahun, tugas belajar, atau pelatihan kepemimpinan.",
    nod: "Baik. Silakan bertanya lagi kapan saja.",
    thanks: "Sama-sama. Silakan bertanya lagi kapan saja.",
    about:
      "Saya Kawan ASN, asisten otomatis. Saya menjawab pertanyaan tentang pengembangan kompetensi ASN dari dokumen yang tersimpan, lengkap dengan sumbernya.",
  } satisfies Record<SmallTalk, string>,
  instruction: "Permintaan itu tidak dapat saya ikuti. Saya hanya menjawab pertanyaan tentang pengembangan kompetensi ASN dari dokumen yang tersimpan.",
  othersData: "Maaf, data atau nilai orang lain bersifat pribadi dan tidak dapat saya berikan. Data Anda sendiri dapat Anda lihat dengan /dataku.",
  complaint:
    "Terima kasih sudah menyampaikannya. Aduan tidak dapat diterima di sini, jadi mohon jangan menuliskan nama atau rinciannya. Silakan memakai saluran resmi: Inspektorat, BKPSDM, atau SP4N-LAPOR! Bila Anda terancam, segera hubungi polisi.",
  unknownRule:
    "Peraturan itu tidak ada di dokumen saya, jadi isinya dan keadaannya tidak dapat saya pastikan. Silakan periksa di JDIH atau tanyakan ke BKPSDM.",
  unknownArticle: (name: string) => `Pasal itu tidak ada di dokumen saya tentang ${name}, jadi saya tidak menebak isinya. Silakan periksa naskahnya di JDIH.`,
  badDate: "Tanggal itu tidak ada di kalender. Tulis misalnya “per 17 Oktober 2024”.",
  ownRecord:
    "Catatan perorangan tidak dapat saya lihat, jadi saya tidak tahu sampai di mana prosesnya. Silakan tanyakan ke BKPSDM atau pengelola kepegawaian unit Anda.",
  outOfDomain:
    "Itu di luar bidang saya. Saya menjawab aturan dan program pengembangan kompetensi ASN. Untuk urusan lain, silakan hubungi BKPSDM atau dinas terkait.",
  noSource: "Jawabannya tidak ada di dokumen saya, jadi saya tidak menebak.",
  nearest: (title: string) => `Yang paling dekat: ${title}.`,
  askOfficer: "Bila perlu, pertanyaan ini dapat dicatat untuk petugas BKPSDM.",
  clarify: "Boleh diperjelas? Sebutkan hal yang ditanyakan, misalnya “syarat tugas belajar” atau “JP minimal PNS”.",
  clarifyAmong: "Boleh diperjelas, yang mana yang Anda maksud?",
  notQuite: "Tidak tepat.",
  caution: (sentence: string) => `⚠️ ${sentence}`,
  asOf: (date: string) => `Menurut aturan yang berlaku pada ${longDate(date)}:`,
  foreseen: (date: string) => `Sejauh aturan yang tersimpan hari ini, pada ${longDate(date)} (dapat berubah sebelum itu):`,
  since: (name: string, from: string) => `${name} berlaku sejak ${longDate(from)}.`,
  began: (name: string, from: string | null, year: number | null) => `${name} (${from === null ? `terbit tahun ${year}` : `berlaku sejak ${longDate(from)}`})`,
  notHeldThen: (date: string, younger: string) =>
    `Aturan yang berlaku pada ${longDate(date)} tentang itu tidak ada di dokumen saya. Yang tersimpan lebih baru: ${younger}. Bila perlu, tanyakan kepada petugas BKPSDM.`,
  unknownStart: "Tanggal mulai berlaku sumber ini tidak tercatat, jadi periksa kembali untuk tanggal tersebut.",
  heldThen: (name: string, until: string | null) =>
    `Saat itu ${name} masih berlaku${until === null ? "" : ` (sampai ${longDate(until)})`}, tetapi bunyinya tidak ada di dokumen saya. Keadaan sekarang:`,
  standing: (title: string, status: string) => `${title}: ${status}.`,
  repealed: (name: string, by: { name: string; since: string | null; source: string }[]) => {
    const first = by[0];
    if (!first) return `${name} sudah tidak berlaku.`;
    const since = first.since ? ` sejak ${longDate(first.since)}` : "";
    return `${name} sudah dicabut oleh ${first.name}${first.source ? ` (${first.source})` : ""}${since}.`;
  },
};
