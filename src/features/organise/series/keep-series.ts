import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { lessonLines } from "./my-series.ts";
import { addLesson, beginYear, type Series, type SeriesYear, seriesById, yearsOf } from "./series-store.ts";

const texts = {
  gone: "Seri itu tidak ada, atau sudah selesai. Lihat yang ada dengan /seri.",
  audience: (name: string) => `Untuk siapa *${plain(name)}*? Misalnya: lurah dan sekretaris lurah.`,
  theme: (name: string, year: number) => `Apa tema *${plain(name)}* tahun ${year}? Ketik *tanpa tema* bila belum ada.`,
  confirm: (name: string, it: Omit<SeriesYear, "lessons">) =>
    [
      `Siapkan *${plain(name)}* tahun ${it.year}?`,
      `Sasaran: ${plain(it.audience)}`,
      `Tema: ${it.theme === null ? "belum ada" : plain(it.theme)}`,
      ...(it.carried === null ? [] : [`Pelajaran yang dibawa dari ${it.year - 1}:`, ...lessonLines(it.carried)]),
    ].join("\n"),
  begun: (name: string, year: number) =>
    `✅ *${plain(name)}* tahun ${year} disiapkan. Kelasnya dibuat dari pelatihan yang memuat seri ini di katalog: /buatkelas.`,
  twice: (name: string, year: number) => `*${plain(name)}* tahun ${year} sudah disiapkan.`,
  lesson: (name: string, year: number) =>
    `Apa yang perlu diingat dari *${plain(name)}* tahun ${year} untuk tahun berikutnya? Tanpa nama orang; peserta dapat membacanya.`,
  noYear: "Tahunnya belum disiapkan.",
  keep: (name: string, year: number, words: string) => `Catat untuk *${plain(name)}* tahun ${year}?\n- ${plain(words)}`,
  kept: (year: number) => `✅ Dicatat, dan dibawa saat tahun ${year + 1} disiapkan.`,
  known: "Pelajaran itu sudah dicatat.",
};

const SeriesId = z.number().int().positive();
const noTheme = /^(?:-|tanpa tema|tidak ada|belum ada|kosong)[.!]?$/i;
const oneLine = (text: string): string => text.trim().replace(/\s+/g, " ");
const showButton = (series: number) => ({ label: "Lihat seri", call: { capability: "my_series", input: { series } } });

/** The next year of a series: its audience and what the year before taught go with it. */
export const beginSeriesYear = capability({
  id: "begin_series_year",
  about: "Menyiapkan tahun baru sebuah seri tahunan, dengan sasaran dan pelajaran yang dibawa dari tahun sebelumnya.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    series: SeriesId,
    audience: z.string().transform(oneLine).pipe(z.string().min(3, "Tulis sasarannya.").max(200, "Terlalu panjang. Mohon dipendekkan.")).optional(),
    theme: z.string().transform(oneLine).pipe(z.string().max(200, "Terlalu panjang. Mohon dipendekkan.")).optional(),
  }),

  async handle(context, { series: id, audience: given, theme }) {
    const { it, tenant, years, today } = await opened(context, id);
    const [last] = years;
    const year = Math.max((last?.year ?? 0) + 1, today);
    const audience = given ?? last?.audience;
    const call = { capability: "begin_series_year", input: { series: id, ...(given !== undefined && { audience: given }) } };
    if (audience === undefined) return { reply: { text: texts.audience(it.name) }, awaits: { ...call, field: "audience" }, code: "asks" };
    if (theme === undefined) return { reply: { text: texts.theme(it.name, year) }, awaits: { ...call, field: "theme" }, code: "asks" };
    const next = { year, audience, theme: theme === "" || noTheme.test(theme) ? null : theme, carried: last?.lessons ?? null };
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(it.name, next), input: { series: id, audience, theme } } };
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
    words: z.string().transform(oneLine).pipe(z.string().min(5, "Tulis dengan lebih lengkap.").max(300, "Terlalu panjang. Mohon dipendekkan.")).optional(),
  }),

  async handle(context, { series: id, words }) {
    const { it, tenant, years } = await opened(context, id);
    const [last] = years;
    if (!last) throw new Fault("conflict", texts.noYear);
    const awaits = { capability: "note_series_lesson", input: { series: id }, field: "words" };
    if (words === undefined) return { reply: { text: texts.lesson(it.name, last.year) }, awaits, code: "asks" };
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.keep(it.name, last.year, words), input: { series: id, words } } };
    const kept = await addLesson(context.db, tenant, id, last.year, words);
    return said(kept ? texts.kept(last.year) : texts.known, id, kept ? "kept" : "known");
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
