import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import { cityButtons } from "../../../core/city-buttons.ts";
import type { Agency } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { monthWords, type Period, periodIn } from "../../../language/period.ts";
import type { Training } from "../../training/store.ts";
import { topicWords } from "../../training/topic.ts";
import { shortDate, whenLine } from "../../training/when.ts";
import { jpText, modeNames, nameOf, seatsText } from "../../training/words.ts";
import type { ClassOf } from "../class-of.ts";
import { classLine, interestButtons } from "./class-buttons.ts";
import { within } from "./class-time.ts";
import { findClasses } from "./find-class.ts";
import { narrowed, narrowingIn, scheduleIn, wordsOf } from "./refine.ts";
import { entersAlone, isFree, ownFirst, wayIn } from "./way-in.ts";

const texts = {
  whichCity: "Jadwal berbeda di tiap kota. Anda bekerja di kota mana?",
  which: (words: string) => `"${plain(words)}" dapat berarti dua hal. Yang mana?`,
  head: {
    own: (what: string) => `Kelas yang dapat diikuti${what}:`,
    mixed: (what: string) => `Jadwal kelas${what}; yang dapat Anda daftari sendiri lebih dulu:`,
    others: (what: string) => `Kelas${what} yang pesertanya lewat usulan unit atau panggilan BKPSDM:`,
  },
  way: { sendiri: "", unit: "lewat usulan unit", panggilan: "lewat panggilan BKPSDM" },
  free: " tanpa biaya peserta",
  none: (what: string) => `Belum ada kelas yang dapat diikuti${what}.`,
  noDate: (names: string) => `Ada di katalog, tetapi belum dijadwalkan: ${names}. Bila berminat, saya catat untuk penyusunan jadwal.`,
  all: { label: "Semua jadwal", call: { capability: "show_schedule", input: {} } },
  more: (count: number) => ({ label: "Berikutnya", full: `Berikutnya (${count} kelas)` }),
  recommend: { label: "Rekomendasi", full: "Rekomendasi untuk saya", call: { capability: "recommend", input: {} } },
};

/** Times counted from today stand without a preposition. */
const counted = /^(?:hari ini|besok|lusa)$|\s(?:lagi|ke depan)$/;
/** Classes on one screen. */
const shown = 5;

const Input = z.object({
  words: z.string().trim().max(200).optional().describe("Topik, bulan, atau cara belajar"),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  after: z.number().int().min(0).default(0),
  /** What was said right after the list. */
  refine: z.string().max(2_000).optional(),
});

export const showSchedule = capability({
  id: "show_schedule",
  about: "Menampilkan jadwal kelas pelatihan yang dapat diikuti, menurut bulan, cara belajar, atau topik.",
  command: "jadwal",
  phrases: ["jadwal pelatihan", "jadwal kelas", "kelas apa saja yang buka", "pelatihan yang sedang dibuka"],
  roles: ["guest", "asn"],
  input: Input,
  recognise: scheduleIn,

  async handle(context, { refine, ...input }) {
    const { agency, now } = context;
    const less = refine === undefined || !agency ? undefined : narrowed(refine, localDate(now, agency.zone));
    if (refine !== undefined && !less) return { reply: { text: "" }, notAwaited: true };
    const { words = "", from, until, after } = less ? lessOf(input, less) : input;
    if (!agency) return { reply: { text: texts.whichCity, buttons: cityButtons(context.agencies) }, code: "no_city" };
    const read = periodIn(words, localDate(now, agency.zone));
    const [period, other] =
      from && until
        ? [{ from, until, words: monthWords(from, until) ?? (from === until ? shortDate(from) : `${shortDate(from)}–${shortDate(until)}`) }]
        : read.periods;
    if (period && other) return { reply: { text: texts.which(words), buttons: read.periods.map((it) => periodButton(it, read.rest)) }, code: "which" };
    const said = from ? words : read.rest;
    const { mode, free, rest: left } = narrowingIn(said);
    // "Sekarang", "yang masih buka": words that name no subject ask for everything.
    const rest = topicWords(left) === "" ? "" : left;
    const found = await findClasses(context, agency, rest);
    const classes = found.classes.filter(
      (it) =>
        (!period || within(it, period, agency.zone)) &&
        (!mode || it.training.mode === mode || it.training.mode === "campuran") &&
        (!free || isFree(it.training)),
    );
    const what = [
      ...(rest ? [` tentang "${plain(rest)}"`] : []),
      ...(mode ? [` secara ${modeNames[mode]}`] : []),
      ...(free ? [texts.free] : []),
      ...(period ? [counted.test(period.words) ? ` ${period.words}` : ` pada ${period.words}`] : []),
    ].join("");
    const again = { ...(said && { words: said }), ...(period && { from: period.from, until: period.until }) };
    const awaits = { capability: "show_schedule", input: again, field: "refine" };
    if (classes.length === 0)
      return { ...nothing(what, found.classes.length > 0 ? [] : found.without), ...(less && { awaits: { ...awaits, input: inputOf(input) } }) };
    return { ...list(agency, ownFirst(classes), what, { after, again }), awaits };
  },
});

type Input = Omit<z.output<typeof Input>, "refine">;
const inputOf = ({ after: _, ...input }: Input) => input;

/** The list that was shown with less in it: what is named anew takes the place of what was said of the same before. */
function lessOf({ words = "", from, until }: Input, { mode, free, period }: NonNullable<ReturnType<typeof narrowed>>): Input {
  const was = narrowingIn(words);
  const manner = mode ?? was.mode;
  return { words: wordsOf({ mode: manner, free: free || was.free, period }, was.rest), ...(!period && { from, until }), after: 0 };
}

function periodButton({ from, until, words }: Period, rest: string): Button {
  const full = from === until ? `${words}, ${shortDate(from)}` : `${words}, ${shortDate(from)}–${shortDate(until)}`;
  return { label: words, full, call: { capability: "show_schedule", input: { from, until, ...(rest && { words: rest }) } } };
}

function nothing(what: string, without: Training[]): Outcome {
  if (without.length === 0) return { reply: { text: texts.none(what), buttons: [texts.all, texts.recommend] }, code: "none" };
  const names = without.slice(0, 3).map((it) => `*${plain(it.name)}*`);
  return { reply: { text: texts.noDate(names.join(", ")), buttons: [...interestButtons(without), texts.all] }, code: "no_date" };
}

function list(agency: Agency, classes: ClassOf[], what: string, at: { after: number; again: Record<string, unknown> }): Outcome {
  const from = at.after < classes.length ? at.after : 0;
  const page = classes.slice(from, from + shown);
  const left = classes.length - from - page.length;
  const lines = page.map((it, n) => `${n + 1}. ${line(it, agency.zone)}`);
  const buttons: Button[] = page.map((it, n) => ({
    label: `Lihat ${n + 1}`,
    full: classLine(it, agency.zone),
    call: { capability: "show_class", input: { class: it.class.id } },
  }));
  const more = left > 0 ? [{ ...texts.more(left), call: { capability: "show_schedule", input: { ...at.again, after: from + page.length } } }] : [];
  const head = classes.every(entersAlone) ? texts.head.own : classes.some(entersAlone) ? texts.head.mixed : texts.head.others;
  return { reply: { text: [head(what), ...lines].join("\n\n"), buttons: [...buttons, ...more], data: page }, code: "listed" };
}

function line(of: ClassOf, zone: string): string {
  const { training, class: it } = of;
  const name = it.name && it.name !== training.name ? `${nameOf(training)}, ${plain(it.name)}` : nameOf(training);
  const jp = training.jp === null ? "" : `${jpText(training.jp)} JP; `;
  const way = texts.way[wayIn(of)];
  return `${name}\n${whenLine(it, zone, training.selfPaced)}\n${jp}${modeNames[training.mode]}; ${seatsText(it)}${way && `; *${way}*`}`;
}
