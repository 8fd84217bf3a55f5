import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import { maskPersonalData } from "../../../core/mask.ts";
import type { Person } from "../../../core/person.ts";
import { type Call, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { lessonLines } from "./my-series.ts";
import { addLesson, beginYear, type Series, type SeriesYear, seriesById, yearsOf } from "./series-store.ts";

const texts = {
  gone: "Seri itu tidak ada, atau sudah selesai. Lihat yang ada dengan /seri.",
  audience: (name: string) => `Untuk siapa *${plain(name)}*? Misalnya: lurah dan sekretaris lurah.`,
  theme: (name: string, year: number) => `Apa tema *${plain(name)}* tahun ${year}? Ketik *tanpa tema* bila belum ada.`,
  confirm: (name: string, it: Pick<SeriesYear, "year" | "audience" | "theme">, before: SeriesYear | undefined) =>
    [
      `Siapkan *${plain(name)}* tahun ${it.year}?`,
      `Sasaran: ${plain(it.audience)}`,
      `Tema: ${it.theme === null ? "belum ada" : plain(it.theme)}`,
      ...(before?.lessons ? [`Pelajaran yang dibawa dari ${before.year}:`, ...lessonLines(before.lessons)] : []),
    ].join("\n"),
  begun: (name: string, year: number) =>
    `✅ *${plain(name)}* tahun ${year} disiapkan. Kelasnya dibuat dari pelatihan yang memuat seri ini di katalog: /buatkelas.`,
  twice: (name: string, year: number) => `*${plain(name)}* tahun ${year} sudah disiapkan.`,
  lesson: (name: string, year: number) =>
    `Apa yang perlu diingat dari *${plain(name)}* tahun ${year} untuk tahun berikutnya? Tanpa nama orang; siapa pun dapat membacanya.`,
  which: (name: string) => `Pelajaran *${plain(name)}* dari tahun berapa?`,
  noYear: "Tahun yang sudah berjalan belum ada.",
  short: "Tulis dengan lebih lengkap.",
  long: "Terlalu panjang. Mohon dipendekkan.",
  personal: "Tulisan itu memuat data pribadi (misalnya NIP, nomor telepon, atau email). Mohon tulis ulang tanpa data itu.",
  keep: (name: string, year: number, words: string) => `Catat untuk *${plain(name)}* tahun ${year}?\n- ${plain(words)}`,
  kept: (year: number, next: number | undefined) =>
    next === undefined ? `✅ Dicatat, dan dibawa saat tahun ${year + 1} disiapkan.` : `✅ Dicatat, dan tampil pada tahun ${next}.`,
  known: "Pelajaran itu sudah dicatat.",
};

/** Years for which a lesson can be noted: those that have begun, on one screen. */
const mostYears = 3;
const SeriesId = z.number().int().positive();
const YearNumber = z.number().int().min(2000).max(2100);
const noTheme = /^(?:-|tanpa tema|tidak ada|belum ada|kosong)[.!]?$/i;
const oneLine = (text: string): string => text.trim().replace(/\s+/g, " ");
const Words = z.string().max(4_000).transform(oneLine);
/** What is asked of an officer's words: everybody reads them, guests too, so that nothing of a person may be in them. */
const limits = { audience: { least: 3, most: 200 }, theme: { least: 0, most: 200 }, words: { least: 5, most: 300 } };
function faultOf(field: keyof typeof limits, text: string): string | undefined {
  const { least, most } = limits[field];
  if (text.length < least) return texts.short;
  if (text.length > most) return texts.long;
  return maskPersonalData(text) === text ? undefined : texts.personal;
}
const showButton = (series: number) => ({ label: "Lihat seri", call: { capability: "my_series", input: { series } } });

/** The question, or what is wrong with the answer so far: either way the next message is the answer. */
const asks = (call: Call, field: keyof typeof limits, text = ""): Outcome => ({ reply: { text }, awaits: { ...call, field }, code: "asks" });
const yearButton = (series: number, year: number) => ({ label: String(year), call: { capability: "note_series_lesson", input: { series, year } } });

/** The next year of a series: its audience and what the year before taught go with it. */
export const beginSeriesYear = capability({
  id: "begin_series_year",
  about: "Menyiapkan tahun baru sebuah seri tahunan, dengan sasaran dan pelajaran yang dibawa dari tahun sebelumnya.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    series: SeriesId,
    /** The year that the officer was asked about. */
    year: YearNumber.optional(),
    audience: Words.optional(),
    theme: Words.optional(),
  }),

  async handle(context, { series: id, year: asked, audience: given, theme }) {
    const { it, tenant, years, today } = await opened(context, id);
    const year = asked ?? Math.max((years[0]?.year ?? 0) + 1, today);
    const before = years.find((one) => one.year < year);
    const audience = given ?? before?.audience;
    const call = { capability: "begin_series_year", input: { series: id, year } };
    const askAudience = audience === undefined ? texts.audience(it.name) : faultOf("audience", audience);
    if (audience === undefined || askAudience) return asks(call, "audience", askAudience);
    const askTheme = theme === undefined ? texts.theme(it.name, year) : faultOf("theme", theme);
    if (theme === undefined || askTheme) return asks({ ...call, input: { ...call.input, audience } }, "theme", askTheme);
    const next = { year, audience, theme: theme === "" || noTheme.test(theme) ? null : theme };
    if (!context.confirmed)
      return { reply: { text: "" }, ask: { question: texts.confirm(it.name, next, before), input: { series: id, year, audience, theme } } };
    const begun = await beginYear(context.db, tenant, id, next, context.now);
    return said(begun ? texts.begun(it.name, year) : texts.twice(it.name, year), id, begun ? "begun" : "twice");
  },
});

/** What a year has taught, for the next one. */
export const noteSeriesLesson = capability({
  id: "note_series_lesson",
  about: "Mencatat pelajaran dari satu tahun seri tahunan, untuk dibawa ke tahun berikutnya.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    series: SeriesId,
    year: YearNumber.optional(),
    words: Words.optional(),
  }),

  async handle(context, { series: id, year: asked, words }) {
    const { it, tenant, years, today } = await opened(context, id);
    // A year that is only prepared has taught nothing yet.
    const begun = years.filter((one) => one.year <= today).slice(0, mostYears);
    const [only, other] = asked === undefined ? begun : begun.filter((one) => one.year === asked);
    if (!only) throw new Fault("conflict", texts.noYear);
    if (other) return { reply: { text: texts.which(it.name), buttons: begun.map((one) => yearButton(id, one.year)) }, code: "which" };
    const { year } = only;
    const ask = words === undefined ? texts.lesson(it.name, year) : faultOf("words", words);
    if (words === undefined || ask) return asks({ capability: "note_series_lesson", input: { series: id, year } }, "words", ask);
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.keep(it.name, year, words), input: { series: id, year, words } } };
    const kept = await addLesson(context.db, tenant, id, year, words);
    const next = years.findLast((one) => one.year > year)?.year;
    return said(kept ? texts.kept(year, next) : texts.known, id, kept ? "kept" : "known");
  },
});

async function opened(
  { db, cell, now, person }: Context,
  id: number,
): Promise<{ it: Series; tenant: { cell: number; agencyId: number }; years: SeriesYear[]; today: number }> {
  const { agency } = person as Person;
  const tenant = { cell, agencyId: agency.id };
  const it = await seriesById(db, tenant, id);
  if (it?.state !== "berjalan") throw new Fault("not_found", texts.gone);
  return { it, tenant, years: await yearsOf(db, tenant, id), today: Number(localDate(now, agency.zone).slice(0, 4)) };
}

const said = (text: string, id: number, code: string): Outcome => ({ reply: { text, buttons: [showButton(id)] }, code });
