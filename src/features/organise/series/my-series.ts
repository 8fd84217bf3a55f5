import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { cityButtons } from "../../../core/city-buttons.ts";
import { Fault } from "../../../core/fault.ts";
import type { Agency } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { type ClassOf, loadClasses } from "../../enrolment/class-of.ts";
import { closedBecause } from "../../enrolment/may-enter.ts";
import { classLine } from "../../enrolment/schedule/class-buttons.ts";
import type { Tenant } from "../../training/store.ts";
import { allSeries, classesIn, completedIn, type Series, type SeriesYear, seriesById, yearsOf } from "./series-store.ts";

const texts = {
  whichCity: "Seri tahunan berbeda di tiap kota. Anda bekerja di kota mana?",
  none: "Belum ada seri tahunan di kota ini. Kelas yang terbuka: /jadwal.",
  noneSuch: (words: string) => `Belum ada seri tahunan tentang "${plain(words)}". Yang ada:`,
  head: "Seri tahunan, yang kembali setiap tahun:",
  gone: "Seri itu tidak ada lagi. Lihat yang ada dengan /seri.",
  kind: (name: string) => `*${plain(name)}* (seri tahunan)`,
  over: "(selesai)",
  audience: (year: number, words: string) => `Sasaran ${year}: ${plain(words)}`,
  theme: (year: number, words: string) => `Tema ${year}: ${plain(words)}`,
  carried: (year: number) => `Diperbaiki dari ${year}:`,
  prepared: (year: number) => `Tahun ${year} sudah disiapkan; kelasnya menyusul.`,
  noYear: "Tahun pertamanya belum disiapkan.",
  classes: (year: number) => `Kelas ${year}:`,
  more: (count: number) => `dan ${count} lainnya.`,
  noClass: (year: number) => `Belum ada kelas yang akan datang untuk ${year}.`,
  own: (years: string) => `Anda menyelesaikannya pada ${years}.`,
  year: "Siapkan tahun baru",
  lesson: "Catat pelajaran",
  list: { label: "Daftar seri", call: { capability: "my_series", input: {} } },
};

/** On one screen. */
const shown = { series: 8, classes: 4, lessons: 4 };

/** What comes back every year under one name: this year's classes, whom it is for, and what was learnt from the year before. */
export const mySeries = capability({
  id: "my_series",
  about: "Menampilkan seri tahunan: pelatihan yang kembali setiap tahun, dengan sasaran, tema, dan kelasnya.",
  command: "seri",
  phrases: ["seri tahunan", "daftar seri tahunan", "seri pelatihan tahunan"],
  roles: ["guest", "asn"],
  input: z.object({ words: z.string().trim().max(200).optional().describe("Nama atau topik seri"), series: z.number().int().positive().optional() }),

  async handle(context, { words: said = "", series: id }) {
    const words = said
      .replace(/\b(?:seri|tahunan|tahun ini|rutin)\b/gi, " ")
      .replace(/\s+/g, " ")
      .trim();
    const { db, cell, agency, agencies } = context;
    if (!agency) {
      const buttons = cityButtons(agencies);
      return { reply: { text: texts.whichCity, buttons }, code: "no_city" };
    }
    const tenant = { cell, agencyId: agency.id };
    if (id !== undefined) {
      const it = await seriesById(db, tenant, id);
      if (!it) throw new Fault("not_found", texts.gone);
      return card(context, agency, it);
    }
    const all = await allSeries(db, tenant);
    const [only, second] = words === "" ? all : all.filter((it) => speaksOf(it, words));
    if (only && !second) return card(context, agency, only);
    if (all.length === 0) return { reply: { text: texts.none }, code: "none" };
    const listed = all.slice(0, shown.series);
    const lines = listed.map((it, at) => `${at + 1}. *${plain(it.name)}*: ${plain(it.about)}`);
    const buttons = listed.map((it, at) => ({
      label: `Lihat ${at + 1}`,
      full: `Lihat ${it.name}`,
      call: { capability: "my_series", input: { series: it.id } },
    }));
    return { reply: { text: [only || words === "" ? texts.head : texts.noneSuch(words), ...lines].join("\n"), buttons }, code: "listed" };
  },
});

/** Whether the name or the purpose has all of the words. */
function speaksOf({ name, about }: Series, words: string): boolean {
  const text = `${name} ${about}`.toLowerCase();
  const said = words.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return said.length > 0 && said.every((it) => text.includes(it));
}

async function card(context: Context, agency: Agency, it: Series): Promise<Outcome> {
  const { db, cell, now, person } = context;
  const tenant = { cell, agencyId: agency.id };
  const day = localDate(now, agency.zone);
  const today = Number(day.slice(0, 4));
  const years = await yearsOf(db, tenant, it.id);
  const next = years.find((one) => one.year > today);
  const ofToday = await toCome(context, tenant, it, today, day);
  // A year that is prepared ahead does not hide the classes that this one still has.
  const later = next?.year ?? today + 1;
  const ofLater = ofToday.length === 0 ? await toCome(context, tenant, it, later, day) : [];
  const [year, all] = ofToday.length === 0 && (next || ofLater.length > 0) ? [later, ofLater] : [today, ofToday];
  const kept = years.find((one) => one.year === year) ?? years.find((one) => one.year < year);
  const classes = all.slice(0, shown.classes);
  const own = person?.agency.id === agency.id ? await completedIn(db, { ...tenant, personId: person.id }, it) : [];
  const lines = classes.map((of, at) => {
    const [closed] = closedBecause(of, now.epochMilliseconds / 1_000);
    return `${at + 1}. ${plain(classLine(of, agency.zone))}${closed ? ` (${closed})` : ""}`;
  });
  const more = all.length > classes.length ? [texts.more(all.length - classes.length)] : [];
  const text = [
    [`${texts.kind(it.name)}${it.state === "selesai" ? ` ${texts.over}` : ""}`, plain(it.about)],
    kept ? yearLines(kept) : [texts.noYear],
    lines.length > 0 ? [texts.classes(year), ...lines, ...more] : [texts.noClass(year)],
    next && year === today ? [texts.prepared(next.year)] : [],
    own.length > 0 ? [texts.own(own.join(", "))] : [],
  ]
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n");
  const see = classes.map(
    (of, at): Button => ({
      label: `Lihat ${at + 1}`,
      full: `Lihat ${classLine(of, agency.zone)}`,
      call: { capability: "show_class", input: { class: of.class.id } },
    }),
  );
  const act = (label: string, name: string): Button => ({ label, call: { capability: name, input: { series: it.id } } });
  const officer = person?.roles.includes("officer") && it.state === "berjalan";
  const acts = officer
    ? [act(texts.year, "begin_series_year"), ...(years.some((one) => one.year <= today) ? [act(texts.lesson, "note_series_lesson")] : [])]
    : [];
  return { reply: { text, buttons: [...see, ...acts, texts.list] }, code: "shown" };
}

/** Classes of a year that are not over, soonest first. */
async function toCome({ db }: Context, tenant: Tenant, it: Series, year: number, day: string): Promise<ClassOf[]> {
  const ids = await classesIn(db, tenant, it, year);
  const loaded = await loadClasses(db, tenant, ids);
  const isOver = ({ class: { status, startsOn, endsOn } }: ClassOf) => status === "selesai" || status === "batal" || (endsOn ?? startsOn ?? day) < day;
  return ids.flatMap((id) => loaded.get(id) ?? []).filter((of) => !isOver(of));
}

function yearLines({ year, audience, theme, carried, carriedFrom }: SeriesYear): string[] {
  return [
    texts.audience(year, audience),
    ...(theme === null ? [] : [texts.theme(year, theme)]),
    ...(carried === null || carriedFrom === null ? [] : [texts.carried(carriedFrom), ...lessonLines(carried)]),
  ];
}

/** Lessons as a short list. */
export const lessonLines = (lessons: string): string[] =>
  lessons
    .split("\n")
    .slice(-shown.lessons)
    .map((it) => `- ${plain(it)}`);
