import { z } from "zod";
import { type Capability, capability } from "../core/capability.ts";
import { cityButtons } from "../core/city-buttons.ts";
import { rolesOf } from "../core/person.ts";
import { namedCity } from "./named-city.ts";

const texts = {
  greeting: (city: string | null) =>
    `Selamat datang di *Kawan ASN*${city ? ` Kota ${city}` : ""}.\n\nTanyakan aturan pengembangan kompetensi ASN dengan bahasa sehari-hari. Setiap jawaban menyebut sumbernya, dan saya berkata terus terang bila tidak tahu.\n\nMohon jangan menulis NIP atau data pribadi di sini.`,
  national: "Anda bekerja di kota mana? Sebelum kota dipilih, saya memakai aturan nasional saja.",
  elsewhere: "Kota pada tautan itu belum memakai layanan ini.",
  stop: "Baik, Bapak/Ibu. Cukup berhenti menulis di sini. Tidak ada pesan yang dikirim tanpa diminta.",
  stopLinked: "Baik, Bapak/Ibu. Cukup berhenti menulis di sini. Pengingat hanya dikirim bila Anda mengizinkannya, dan dapat dihentikan kapan saja.",
  consents: "Atur izin",
  help: (groups: string[]) => ["Yang bisa dilakukan: cukup tulis dengan bahasa sehari-hari, atau ketik perintahnya.", ...groups].filter(Boolean).join("\n\n"),
  others: "Lainnya",
};

/** The commands by subject, a short line for what belongs together; what is listed nowhere comes last, with its own words. */
const subjects: Record<string, Record<string, string[]>> = {
  Aturan: {
    Bertanya: ["tanya", "sumber"],
    "Kepada petugas": ["petugas", "tiket"],
    "Memilih kota": ["kota"],
  },
  "Kompetensi dan pelatihan": {
    "Kompetensi saya": ["kompetensi", "asesmen"],
    "Jabatan, tubel": ["tujuan", "tubel"],
    Pelatihan: ["rekomendasi", "pelatihan"],
    Mendaftar: ["jadwal", "daftar", "pindah"],
    "Kelas saya": ["status", "batal", "kalender"],
    "Di kelas": ["hadir", "tes", "materi"],
    Narasumber: ["narasumber", "pertanyaan"],
    "Setelah kelas": ["survei", "evaluasi"],
    Berkas: ["sertifikat", "serahkan", "surat"],
    JP: ["jp", "rencana", "jptim"],
    Bersama: ["seri", "mentoring", "komunitas"],
  },
  "Data saya": {
    Lihat: ["profil", "dataku"],
    "Betulkan, hapus": ["koreksi", "hapus"],
    "Hak atas data": ["privasi", "izin"],
    "Chat ini": ["tautkan", "lepas", "sapaan", "lupakan"],
  },
  "Untuk atasan": {
    "Bawahan saya": ["tim", "nilai"],
    Persetujuan: ["persetujuan", "wakil"],
  },
  "Untuk pengelola unit": {
    "Usulan peserta": ["usulkan"],
  },
  "Untuk petugas": {
    "Permohonan data": ["permohonan"],
    Pegawai: ["pegawai", "pastikan"],
    "Yang menunggu": ["antrean", "jawaban"],
    "Mengelola kelas": ["kelola", "buatkelas"],
    Rencana: ["kebutuhan", "rencanakota"],
    "Daftar hadir": ["kode", "rekap"],
    "Hasil kelas": ["hasil"],
    Sertifikat: ["terbitkan", "cabutsertifikat"],
    "Sertifikat ttd": ["kembalikan"],
    "Sertifikat luar": ["periksa"],
    "Tugas belajar": ["periksatubel"],
    Perbaikan: ["tanggapan", "perubahan"],
  },
};
/** Who reads the list has found the first, the second begins a talk, and the others are asked for when they are needed. */
const unlisted = ["bantuan", "start", "verifikasi", "faktor"];

/** What the assistant says of itself: the beginning, what it can do, the end. */
export function helpCapabilities(catalog: () => Capability[]): Capability[] {
  const help = capability({
    id: "help",
    about: "Menampilkan hal-hal yang bisa dilakukan asisten ini.",
    command: "bantuan",
    phrases: ["bantuan", "help", "menu"],
    roles: ["guest"],
    input: z.object({}),
    async handle(context) {
      const roles = rolesOf(context.person);
      return { reply: { text: texts.help(groupsOf(catalog().filter((it) => it.roles.some((role) => roles.includes(role))))) } };
    },
  });
  const start = capability({
    id: "start",
    about: "Menyapa dan menanyakan kota.",
    command: "start",
    phrases: [],
    roles: ["guest"],
    input: z.object({ city: z.string().max(64).default("") }),
    async handle(context, { city }) {
      const named = namedCity(city, context.agencies);
      const agency = named ?? context.agency;
      const elsewhere = city.trim() !== "" && !named ? texts.elsewhere : "";
      const text = (...parts: string[]) => parts.filter(Boolean).join("\n\n");
      if (agency) return { reply: { text: text(texts.greeting(agency.name), elsewhere) }, chooseAgency: agency.id, code: "greeted" };
      const which = elsewhere ? `${elsewhere} ${texts.national}` : texts.national;
      return { reply: { text: text(texts.greeting(null), which), buttons: cityButtons(context.agencies) }, code: "greeted" };
    },
  });
  const stop = capability({
    id: "stop",
    about: "Mengakhiri percakapan.",
    phrases: ["stop", "berhenti", "berhenti berlangganan", "unsubscribe"],
    roles: ["guest"],
    input: z.object({}),
    handle: async ({ person }) => {
      if (!person) return { reply: { text: texts.stop } };
      return { reply: { text: texts.stopLinked, buttons: [{ label: texts.consents, call: { capability: "choose_consent", input: {} } }] } };
    },
  });
  return [help, start, stop];
}

/** Only what these capabilities can do; a subject without any is left out. */
function groupsOf(allowed: Capability[]): string[] {
  const named = (title: string, lines: string[]) => (lines.length > 0 ? `*${title}*\n${lines.join("\n")}` : "");
  const groups = Object.entries(subjects).map(([title, rows]) => {
    const found = Object.entries(rows).map(([what, commands]) => ({ what, open: commands.filter((name) => allowed.some((it) => it.command === name)) }));
    return named(
      title,
      found.filter(({ open }) => open.length > 0).map(({ what, open }) => `${what}: ${open.map((it) => `/${it}`).join(", ")}`),
    );
  });
  const listed = [...unlisted, ...Object.values(subjects).flatMap((rows) => Object.values(rows).flat())];
  const others = allowed.flatMap(({ command, about }) => (command && !listed.includes(command) ? [`/${command} — ${about}`] : []));
  return [...groups, named(texts.others, others)];
}
