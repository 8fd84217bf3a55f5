import type { Button, Reply } from "../../../core/reply.ts";
import { dateOf, dayAndDate } from "../../training/when.ts";

/** One thing that somebody is asked, in words: the reaction to a class with what was learnt there is one. */
export interface Thing {
  /** The request that its button opens. */
  request: number;
  kind: "kelas" | "penerapan" | "atasan" | "rekan";
  /** The class, with its markup. */
  className: string;
  /** After how many days behaviour is asked. */
  days: number;
  /** Whom a leader or a colleague is asked about, made harmless; null about oneself. */
  name: string | null;
  begun: boolean;
  /** Epoch seconds. */
  closesAt: number;
}

const secret = "Rahasia: petugas BKPSDM hanya melihat gabungan lima jawaban atau lebih";
/** Only what participants write about the class and its use can be quoted. */
const quoted = " dan kutipan kalimat tanpa nama";
const texts = {
  first: {
    kelas: [
      (it: Thing) => `${it.className} sudah selesai. Bagaimana menurut Anda? Paling lama dua menit, dan jawaban Anda dipakai memperbaiki angkatan berikutnya.`,
      (it: Thing) =>
        `Terima kasih sudah mengikuti ${it.className}. Boleh minta waktu dua menit? Dari jawaban peserta, pemateri dan materinya diperbaiki untuk angkatan berikutnya.`,
    ],
    penerapan: [
      (it: Thing) =>
        `Sekitar ${it.days} hari lalu Anda mengikuti ${it.className}. Apakah yang dipelajari terpakai di pekerjaan, dan apa yang menghambat? Sekitar dua menit.`,
      (it: Thing) =>
        `Dari ${it.className}, apa yang sudah terpakai dalam ${it.days} hari ini? Jawaban Anda menunjukkan pelatihan mana yang berguna. Sekitar dua menit.`,
    ],
    atasan: [
      (who: string, it: Thing) =>
        `Bapak/Ibu, ${who} mengikuti ${it.className} sekitar ${it.days} hari lalu. Mohon perilaku kerjanya dinilai, agar terlihat apakah pelatihan itu berguna: dua menit per orang.`,
      (who: string, it: Thing) =>
        `Apakah ${it.className} mengubah cara kerja? Bapak/Ibu yang paling tahu. Mohon menilai ${who}, ${it.days} hari sesudahnya: dua menit per orang.`,
    ],
    rekan: [
      (who: string, it: Thing) =>
        `Mohon bantu menilai perilaku kerja rekan satu unit, ${who}, sesudah mengikuti ${it.className}. Dua menit per orang; bila kurang mengenalnya, cukup katakan begitu.`,
      (who: string, it: Thing) =>
        `Apakah ${it.className} terlihat dalam pekerjaan ${who}? Sebagai rekan satu unit, Anda dapat menilainya: dua menit per orang. Bila kurang mengenalnya, cukup katakan begitu.`,
    ],
    mixed: [
      (count: number) => `Ada ${count} survei singkat untuk Anda, masing-masing sekitar dua menit, agar pelatihan kota makin berguna. Tidak perlu sekaligus:`,
      (count: number) =>
        `Boleh minta beberapa menit? ${count} survei singkat tentang pelatihan menunggu Anda dan boleh dicicil. Hasilnya dipakai memperbaiki pelatihan:`,
    ],
  },
  reminder: {
    /** First, second; `begun`: where something was answered already. */
    again: (what: string, until: string) =>
      `Mengingatkan: ${what} masih menunggu jawaban sampai ${until}. Cukup sekitar dua menit, untuk memperbaiki pelatihan.`,
    goOn: (what: string, until: string) => `Jawaban untuk ${what} sudah tersimpan sebagian. Silakan diteruskan sampai ${until}, agar ikut terhitung.`,
    last: (what: string, until: string) =>
      `Pengingat terakhir: ${what} ditutup ${until}. Jawabannya membantu menilai pelatihan; bila tidak sempat, abaikan saja.`,
  },
  what: {
    kelas: (it: Thing) => `survei tentang ${it.className}`,
    penerapan: (it: Thing) => `survei penerapan ${it.className}`,
    atasan: (it: Thing) => `penilaian perilaku *${it.name}*`,
    rekan: (it: Thing) => `penilaian rekan *${it.name}*`,
    alike: (count: number, it: Thing) => `${count} penilaian perilaku ${it.days} hari sesudah ${it.className}`,
    many: (count: number) => `${count} survei singkat`,
  },
  line: {
    kelas: (it: Thing) => `${it.className}: kesan peserta`,
    penerapan: (it: Thing) => `${it.className}: penerapan sesudah ${it.days} hari`,
    atasan: (it: Thing) => `${it.name}: perilaku kerja ${it.days} hari sesudah ${it.className}`,
    rekan: (it: Thing) => `${it.name} (rekan): perilaku kerja sesudah ${it.className}`,
  },
  seen: {
    kelas: `${secret}${quoted}, begitu juga pemateri; atasan tidak melihat jawaban Anda.`,
    penerapan: `${secret}${quoted}; atasan tidak melihat jawaban Anda. Tingkat yang Anda pilih ikut menghitung level kompetensi Anda.`,
    atasan: `${secret}; yang dinilai tidak melihat jawaban Bapak/Ibu. Tingkat yang dipilih ikut menghitung level kompetensinya.`,
    rekan: `${secret}; yang dinilai dan atasannya tidak melihat jawaban Anda.`,
    mixed: `${secret}${quoted}; peserta, atasan, dan rekan tidak saling melihat jawaban. Tingkat perilaku pilihan peserta dan atasan ikut menghitung level kompetensi.`,
  },
  people: (count: number, kind: "atasan" | "rekan") => (kind === "atasan" ? `${count} staf Anda` : `${count} rekan Anda`),
  fill: "Isi sekarang",
  goOn: "Teruskan",
  rate: (at: number, name: string) => ({ label: `Nilai ${at}`, full: `Nilai ${name}` }),
  open: (at: number, it: Thing) => ({ label: `Isi ${at}`, full: `${it.kind === "kelas" ? "Kesan" : "Penerapan"} ${it.className.replaceAll("*", "")}` }),
  all: { label: "Semua survei", full: "Lihat semua survei" },
};

/** Things that a letter names one by one: a WhatsApp list has ten rows. */
const most = 8;

/** The first letter about some things, in one of two wordings. */
export function firstLetter(things: Thing[], wording: number): Reply {
  const [first] = things;
  if (!first) throw new Error("a letter about nothing");
  const pick = <T>(words: T[]): T => words[wording % words.length] as T;
  const seen = seenBy(things);
  if (things.length === 1 && first.name === null) {
    const say = pick(first.kind === "penerapan" ? texts.first.penerapan : texts.first.kelas);
    return { text: paragraphs(say(first), seen), buttons: buttonsFor(things) };
  }
  const { kind } = first;
  if (areAlike(things) && (kind === "atasan" || kind === "rekan")) {
    const who = things.length === 1 ? `*${first.name}*` : texts.people(things.length, kind);
    const names = things.length === 1 ? "" : numbered(things, (it) => it.name ?? "");
    return { text: paragraphs(pick(texts.first[kind])(who, first), names, seen), buttons: buttonsFor(things) };
  }
  return { text: paragraphs(pick(texts.first.mixed)(things.length), numbered(things, lineOf), seen), buttons: buttonsFor(things) };
}

/** The first (1) or last (2) reminder of some things. */
export function reminderLetter(things: Thing[], nth: number, zone: string): Reply {
  const [first] = things;
  if (!first) throw new Error("a reminder of nothing");
  const until = dayAndDate(dateOf(Math.min(...things.map((it) => it.closesAt)), zone));
  const alike = areAlike(things);
  const what = things.length === 1 ? texts.what[first.kind](first) : alike ? texts.what.alike(things.length, first) : texts.what.many(things.length);
  const { again, goOn, last } = texts.reminder;
  const say = nth >= 2 ? last : things.length === 1 && first.begun ? goOn : again;
  return {
    text: paragraphs(say(what, until), things.length === 1 ? "" : numbered(things, alike ? (it) => it.name ?? "" : lineOf), seenBy(things)),
    buttons: buttonsFor(things),
  };
}

/** All about others after one class: what is said of it is said once. */
const areAlike = ([first, ...others]: Thing[]): boolean =>
  first !== undefined && first.name !== null && others.every((it) => it.kind === first.kind && it.className === first.className && it.days === first.days);

const paragraphs = (...all: string[]): string => all.filter(Boolean).join("\n\n");

const lineOf = (it: Thing): string => texts.line[it.kind](it);

const numbered = (things: Thing[], line: (it: Thing) => string): string =>
  things
    .slice(0, most)
    .map((it, at) => `${at + 1}. ${line(it)}`)
    .concat(things.length > most ? [`… dan ${things.length - most} lagi`] : [])
    .join("\n");

const seenBy = (things: Thing[]): string => {
  const [kind, ...others] = [...new Set(things.map((it) => it.kind))];
  return kind && others.length === 0 ? texts.seen[kind] : texts.seen.mixed;
};

function buttonsFor(things: Thing[]): Button[] {
  const open = (it: Thing) => ({ capability: "answer_survey", input: { request: it.request } });
  const [first] = things;
  if (first && things.length === 1) return [{ label: first.begun ? texts.goOn : texts.fill, call: open(first) }];
  const each = things.slice(0, most).map((it, at) => ({ ...(it.name === null ? texts.open(at + 1, it) : texts.rate(at + 1, it.name)), call: open(it) }));
  return things.length > most ? [...each, { ...texts.all, call: { capability: "answer_survey", input: {} } }] : each;
}
