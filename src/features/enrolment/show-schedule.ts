import { z } from "zod";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import type { Agency } from "../../core/person.ts";
import { type Button, plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { shortDate, whenLine } from "../training/when.ts";
import { jpText, modeIn, modeNames, nameOf, seatsText } from "../training/words.ts";
import { classLine } from "./class-buttons.ts";
import type { ClassOf } from "./class-of.ts";
import { within } from "./class-time.ts";
import { findClasses } from "./find-class.ts";
import { type Period, periodIn } from "./period.ts";

const texts = {
  whichCity: "Jadwal berbeda di tiap kota. Anda bekerja di kota mana?",
  which: (words: string) => `"${plain(words)}" dapat berarti dua hal. Yang mana?`,
  head: (what: string) => `Kelas yang dapat diikuti${what}:`,
  none: (what: string) => `Belum ada kelas yang dapat diikuti${what}.`,
  noDate: (names: string) => `Ada di katalog, tetapi belum dijadwalkan: ${names}. Bila berminat, saya catat untuk penyusunan jadwal.`,
  interest: "Catat minat",
  all: { label: "Semua jadwal", call: { capability: "show_schedule", input: {} } },
  more: (count: number) => ({ label: "Berikutnya", full: `Berikutnya (${count} kelas)` }),
  recommend: { label: "Rekomendasi", full: "Rekomendasi untuk saya", call: { capability: "recommend", input: {} } },
};

/** Classes on one screen. */
const shown = 5;

const Input = z.object({
  words: z.string().trim().max(200).optional().describe("Topik, bulan, atau cara belajar"),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  after: z.number().int().min(0).default(0),
});

export const showSchedule = capability({
  id: "show_schedule",
  about: "Menampilkan jadwal kelas pelatihan yang dapat diikuti, menurut bulan, cara belajar, atau topik.",
  command: "jadwal",
  phrases: ["jadwal pelatihan", "jadwal kelas", "kelas apa saja yang buka", "pelatihan yang sedang dibuka"],
  roles: ["guest", "asn"],
  input: Input,

  async handle(context, { words = "", from, until, after }) {
    const { agency, now } = context;
    if (!agency) return { reply: { text: texts.whichCity, buttons: cityButtons(context) }, code: "no_city" };
    const read = periodIn(words, localDate(now, agency.zone));
    const [period, other] = from && until ? [{ from, until, words: `${shortDate(from)}–${shortDate(until)}` }] : read.periods;
    if (period && other) return { reply: { text: texts.which(words), buttons: read.periods.map((it) => periodButton(it, read.rest)) }, code: "which" };
    const { mode, rest } = modeIn(from ? words : read.rest);
    const found = await findClasses(context, agency, rest);
    const classes = found.classes.filter(
      (it) => (!period || within(it, period, agency.zone)) && (!mode || it.training.mode === mode || it.training.mode === "campuran"),
    );
    const what = [
      ...(rest ? [` tentang "${plain(rest)}"`] : []),
      ...(mode ? [` secara ${modeNames[mode]}`] : []),
      ...(period ? [` pada ${period.words}`] : []),
    ].join("");
    if (classes.length === 0) return nothing(what, found.without);
    return list(agency, classes, what, { after, words: from ? words : read.rest, period });
  },
});

function periodButton({ from, until, words }: Period, rest: string): Button {
  const full = from === until ? `${words}, ${shortDate(from)}` : `${words}, ${shortDate(from)}–${shortDate(until)}`;
  return { label: words, full, call: { capability: "show_schedule", input: { from, until, ...(rest && { words: rest }) } } };
}

function nothing(what: string, without: { code: string; name: string }[]): Outcome {
  if (without.length === 0) return { reply: { text: texts.none(what), buttons: [texts.all, texts.recommend] }, code: "none" };
  const buttons = without.slice(0, 3).map((it) => ({
    label: texts.interest,
    full: `${texts.interest}: ${it.name}`,
    call: { capability: "note_interest", input: { training: it.code } },
  }));
  const names = without.slice(0, 3).map((it) => `*${plain(it.name)}*`);
  return { reply: { text: texts.noDate(names.join(", ")), buttons: [...distinct(buttons), texts.all] }, code: "no_date" };
}

const distinct = (buttons: Button[]): Button[] => buttons.map((it, at) => ({ ...it, label: at === 0 ? it.label : `${it.label} ${at + 1}` }));

function list(agency: Agency, classes: ClassOf[], what: string, at: { after: number; words: string; period: Period | undefined }): Outcome {
  const from = at.after < classes.length ? at.after : 0;
  const page = classes.slice(from, from + shown);
  const left = classes.length - from - page.length;
  const lines = page.map((it, n) => `${n + 1}. ${line(it, agency.zone)}`);
  const buttons: Button[] = page.map((it, n) => ({
    label: `Lihat ${n + 1}`,
    full: classLine(it, agency.zone),
    call: { capability: "show_class", input: { class: it.class.id } },
  }));
  const again = { ...(at.words && { words: at.words }), ...(at.period && { from: at.period.from, until: at.period.until }), after: from + page.length };
  const more = left > 0 ? [{ ...texts.more(left), call: { capability: "show_schedule", input: again } }] : [];
  return { reply: { text: [texts.head(what), ...lines].join("\n\n"), buttons: [...buttons, ...more], data: page }, code: "listed" };
}

function line({ training, class: it }: ClassOf, zone: string): string {
  const name = it.name && it.name !== training.name ? `${nameOf(training)}, ${plain(it.name)}` : nameOf(training);
  const jp = training.jp === null ? "" : `${jpText(training.jp)} JP; `;
  return `${name}\n${whenLine(it, zone, training.selfPaced)}\n${jp}${modeNames[training.mode]}; ${seatsText(it)}`;
}

const cityButtons = ({ agencies }: Context): Button[] =>
  agencies.map((it) => ({ label: it.name, call: { capability: "choose_city", input: { city: it.slug } } }));
