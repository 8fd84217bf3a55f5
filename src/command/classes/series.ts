import { type Command, InvalidArgumentError } from "commander";
import { maskPersonalData } from "../../core/mask.ts";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { addLesson, allSeries, beginSeries, beginYear, classesIn, endSeries, seriesById, yearsOf } from "../../features/organise/series/series-store.ts";
import { withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { asOfficer, type ClassOptions, type ConsoleDesk } from "./class-desk.ts";

interface Options extends ClassOptions {
  about?: string;
  audience?: string;
  theme?: string;
  all?: boolean;
}

const texts = {
  name: "Nama seri 3 sampai 120 huruf, sama dengan isian seri pada katalog pelatihan.",
  about: 'Jelaskan gunanya dalam satu kalimat: --about "…", paling panjang 300 huruf.',
  audience: 'Sebutkan sasarannya: --audience "…", paling panjang 200 huruf.',
  theme: "Tema paling panjang 200 huruf.",
  lesson: "Pelajaran 5 sampai 300 huruf.",
  twice: "Seri dengan nama ini sudah berjalan.",
  gone: "Seri itu tidak ada, atau sudah selesai. Daftarnya: kawan series list",
  yearTwice: (year: number) => `Tahun ${year} sudah disiapkan.`,
  personal: "Tulisan itu dapat dibaca siapa pun, tetapi memuat data pribadi (misalnya NIP, nomor telepon, atau email).",
  known: "Pelajaran itu sudah dicatat, atau tahunnya belum disiapkan.",
};

const number = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("A number.");
  return Number(text);
};
const yearNumber = (text: string): number => {
  if (!/^20\d\d$/.test(text)) throw new InvalidArgumentError("A year, such as 2027.");
  return Number(text);
};

/** `series`: what comes back every year under one name; audience and lessons go from year to year. */
export function addSeriesCommands(program: Command, host: CommandHost): void {
  const group = program.command("series").description("yearly series: what comes back every year under one name");
  const act = (name: string, description: string) => withActor(withCity(group.command(name).description(description)));
  act("new", "begin one; its classes are those of the trainings whose series has this name")
    .argument("<name>", "as in the catalogue's column for the series")
    .option("--about <words>", "what it is for, in a sentence")
    .action((name: string, options: Options) => asOfficer(host, options, "begin_series", (desk) => begin(desk, name, options)));
  act("list", "those that go on, with their years")
    .option("--all", "those that are over too")
    .action((options: Options) => asOfficer(host, options, "list_series", (desk) => list(desk, options)));
  act("year", "prepare a year; audience and lessons come from the year before")
    .argument("<number>", "from the list", number)
    .argument("<year>", "which", yearNumber)
    .option("--audience <words>", "whom it is for, where it changes")
    .option("--theme <words>", "of this year")
    .action((id: number, year: number, options: Options) => asOfficer(host, options, "begin_series_year", (desk) => begins(desk, id, year, options)));
  act("lesson", "note what a year has taught, for the next one")
    .argument("<number>", "from the list", number)
    .argument("<year>", "which", yearNumber)
    .argument("<words>", "without names of people")
    .action((id: number, year: number, words: string, options: Options) =>
      asOfficer(host, options, "note_series_lesson", (desk) => learn(desk, id, year, words)),
    );
  act("end", "end one; what it was stays readable")
    .argument("<number>", "from the list", number)
    .action((id: number, options: Options) => asOfficer(host, options, "end_series", (desk) => end(desk, id)));
}

/** In one line; everybody reads it, guests too. */
function clean(text: string | undefined): string {
  const line = (text ?? "").trim().replace(/\s+/g, " ");
  if (maskPersonalData(line) !== line) throw new CommandFailed(texts.personal);
  return line;
}

async function begin(desk: ConsoleDesk, words: string, options: Options) {
  const [name, about] = [clean(words), clean(options.about)];
  if (name.length < 3 || name.length > 120) throw new CommandFailed(texts.name);
  if (about === "" || about.length > 300) throw new CommandFailed(texts.about);
  const id = await beginSeries(desk.db, tenantOf(desk), { name, about }, desk.now);
  if (id === null) throw new CommandFailed(texts.twice);
  return { said: `Seri ${id} dicatat: ${name}. Siapkan tahunnya: kawan series year ${id} ${desk.city.day.slice(0, 4)} --audience "…"`, outcome: "begun" };
}

async function list(desk: ConsoleDesk, { all, json }: Options) {
  const tenant = tenantOf(desk);
  const lines: string[] = [];
  const found = await allSeries(desk.db, tenant, all);
  for (const it of found) {
    const years = await yearsOf(desk.db, tenant, it.id);
    if (json) lines.push(JSON.stringify({ ...it, years }));
    else {
      lines.push(`${String(it.id).padStart(5)}  ${it.state}: ${it.name}`);
      for (const one of years) {
        const classes = await classesIn(desk.db, tenant, it, one.year);
        const lessons = one.lessons === null ? 0 : one.lessons.split("\n").length;
        lines.push(`       ${one.year}: ${classes.length} kelas; sasaran ${one.audience}${one.theme ? `; tema ${one.theme}` : ""}; ${lessons} pelajaran`);
      }
    }
  }
  return { said: [...lines, ...(json ? [] : [`${found.length} seri`])].join("\n"), outcome: "seen" };
}

async function begins(desk: ConsoleDesk, id: number, year: number, options: Options) {
  const tenant = tenantOf(desk);
  await going(desk, id);
  const before = (await yearsOf(desk.db, tenant, id)).find((it) => it.year < year);
  const audience = clean(options.audience) || (before?.audience ?? "");
  const theme = clean(options.theme) || null;
  if (audience === "" || audience.length > 200) throw new CommandFailed(texts.audience);
  if (theme !== null && theme.length > 200) throw new CommandFailed(texts.theme);
  if (!(await beginYear(desk.db, tenant, id, { year, audience, theme }, desk.now))) throw new CommandFailed(texts.yearTwice(year));
  return { said: `Seri ${id}: tahun ${year} disiapkan untuk ${audience}.`, outcome: "begun" };
}

async function learn(desk: ConsoleDesk, id: number, year: number, text: string) {
  const words = clean(text);
  if (words.length < 5 || words.length > 300) throw new CommandFailed(texts.lesson);
  await going(desk, id);
  if (!(await addLesson(desk.db, tenantOf(desk), id, year, words))) throw new CommandFailed(texts.known);
  return { said: `Seri ${id}: dicatat untuk ${year}.`, outcome: "kept" };
}

async function end(desk: ConsoleDesk, id: number) {
  if (!(await endSeries(desk.db, tenantOf(desk), id, desk.now))) throw new CommandFailed(texts.gone);
  return { said: `Seri ${id}: selesai.`, outcome: "ended" };
}

async function going(desk: ConsoleDesk, id: number): Promise<void> {
  if ((await seriesById(desk.db, tenantOf(desk), id))?.state !== "berjalan") throw new CommandFailed(texts.gone);
}
