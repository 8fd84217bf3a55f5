import { readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { changedIds } from "../../features/feedback/survey/kept-ids.ts";
import { surveyFiles, syncSurveys } from "../../features/feedback/survey/shipped.ts";
import type { Item, Survey } from "../../features/feedback/survey/survey.ts";
import { readSurvey, writeSurvey } from "../../features/feedback/survey/survey-file.ts";
import { addEdition, digestOf, type Edition, editionsOf, lockSurveys, newestSurveys } from "../../features/feedback/survey/survey-store.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, longDay, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";

interface Options extends CityOptions {
  apply?: boolean;
  of?: string;
  edition?: number;
}

const texts = {
  written: (file: string) => `${file}: ubahlah, lalu baca kembali dengan \`kawan survey import\`. Nama survei tetap; id butir yang tetap dapat dibandingkan.`,
  exists: (file: string) => `Berkas ${file} sudah ada; beri nama lain.`,
  noFile: (file: string) => `Berkas ${file} tidak ditemukan.`,
  unknown: (slug: string, known: string) => `Survei "${slug}" tidak ada; yang ada: ${known}`,
  faults: (file: string, count: number) => `Berkas ${file} tidak dipakai, ${count} kesalahan:`,
  summary: ({ slug, level, title, items }: Survey) => `${slug}: ${title} (tingkat ${level}, ${items.length} butir)`,
  preview: (city: string) => `Pratinjau untuk ${city}: belum ada yang ditulis. Untuk menulis, ulangi dengan --apply.`,
  applied: (city: string, version: number) => `DITERAPKAN untuk ${city}: edisi ${version}. Yang sudah ditanyakan tetap dengan edisinya.`,
  same: (version: number) => `Sama dengan edisi ${version}; tidak ada yang perlu ditulis.`,
  /** Planning asks by these names. */
  notAsked: (slug: string) => `Catatan: "${slug}" belum ditanyakan dengan sendirinya; yang ditanyakan sesudah kelas ialah reaksi, belajar, dan perilaku.`,
  origin: { shipped: "bawaan", city: "buatan kota" },
};

const asked = new Set(["reaksi", "belajar", "perilaku"]);

const edition = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("An edition is a number from 1.");
  return Number(text);
};

/** `survey`: what a city asks after a class. Reports are Indonesian, for officers. */
export function addSurveyCommands(program: Command, host: CommandHost): void {
  const survey = program.command("survey").description("a city's surveys after a class: read, changed, checked");
  const at = (options: Options, work: (desk: CityDesk) => Promise<void>) =>
    atCity(host, options, async (desk) => {
      // A base that no service has started on yet has none.
      await syncSurveys(desk.app.db, desk.app.cell, surveyFiles(), desk.now);
      await work(desk);
    });
  const of = new Option("--of <name>", "which survey").default("reaksi");
  survey
    .command("template")
    .description("write a shipped survey with all kinds of questions explained, to be changed and imported")
    .argument("<file>", "a new file that ends in .yaml")
    .addOption(of)
    .action((file: string, options: Options) => template(host, resolve(host.io.cwd, file), options.of ?? "reaksi"));
  withCity(survey.command("list").description("all surveys with their editions")).action((options: Options) =>
    at(options, (desk) => list(host, desk, options)),
  );
  withCity(survey.command("show").description("the questions of a survey as a file; of an older edition with --edition"))
    .argument("[name]", "which survey", "reaksi")
    .addOption(new Option("--edition <number>", "an older one").argParser(edition))
    .action((name: string, options: Options) => at(options, (desk) => show(host, desk, name, options)));
  withActor(withCity(survey.command("import").description("check a survey (.yaml) and say what it asks; with --apply, ask it from now on")))
    .argument("<file>", "as `template` or `show` write it")
    .option("--apply", "write it as the new edition")
    .action((file: string, options: Options) => at(options, (desk) => importFile(host, desk, resolve(host.io.cwd, file), options)));
}

async function template({ io }: CommandHost, file: string, slug: string): Promise<void> {
  const shipped = surveyFiles();
  const source = shipped.find((it) => it.name === `${slug}.yaml`);
  if (!source) throw new CommandFailed(texts.unknown(slug, shipped.map((it) => it.name.replace(".yaml", "")).join(", ")));
  if (!/\.ya?ml$/i.test(file)) throw new CommandFailed("Nama berkas harus berakhir .yaml.");
  if (statSync(file, { throwIfNoEntry: false })) throw new CommandFailed(texts.exists(file));
  writeFileSync(file, source.text, { flag: "wx" });
  io.out(`${texts.written(file)}\n`);
}

async function list({ io }: CommandHost, { app, tenant, agency }: CityDesk, { json }: Options): Promise<void> {
  for (const it of await editionsOf(app.db, tenant)) {
    const { slug, version, origin, madeAt, asked: people, survey } = it;
    if (json) io.out(`${JSON.stringify({ slug, version, origin, madeAt, asked: people, level: survey.level, items: survey.items.length })}\n`);
    else
      io.out(
        `${slug.padEnd(16)} edisi ${String(version).padEnd(3)} ${texts.origin[origin].padEnd(12)} ${longDay(madeAt, agency)}, ${survey.items.length} butir, ditanyakan kepada ${people}\n`,
      );
  }
  await io.drained();
}

async function show({ io }: CommandHost, { app, tenant }: CityDesk, slug: string, { json, edition: version }: Options): Promise<void> {
  const editions = await editionsOf(app.db, tenant);
  const found = editions.filter((it) => it.slug === slug && (version === undefined || it.version === version)).at(-1);
  if (!found) throw new CommandFailed(texts.unknown(version === undefined ? slug : `${slug} edisi ${version}`, namesOf(editions)));
  io.out(json ? `${JSON.stringify(found.survey)}\n` : writeSurvey(found.survey));
}

const namesOf = (editions: Edition[]): string => [...new Set(editions.map((it) => it.slug))].join(", ");

async function importFile({ io }: CommandHost, desk: CityDesk, file: string, { apply, by, json }: Options): Promise<void> {
  const { app, tenant, now, agency } = desk;
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(texts.noFile(file));
  const read = readSurvey(readFileSync(file, "utf8"));
  const { survey } = read;
  const earlier = survey ? (await editionsOf(app.db, tenant)).map((it) => it.survey) : [];
  const faults = survey ? changedIds(survey, earlier) : read.faults;
  if (!survey || faults.length > 0) {
    if (json) io.out(`${JSON.stringify({ applied: false, faults })}\n`);
    throw new CommandFailed([texts.faults(file, faults.length), ...faults.map((it) => `  ${it}`)].join("\n"));
  }
  const actor = apply ? await actorNamed(app.db, desk, by) : null;
  const { version, isNew } = apply
    ? await app.db.transaction(async (tx) => {
        await lockSurveys(tx);
        const action = { cell: tenant.cell, at: now.toString(), agency_id: tenant.agencyId, conversation: null, person_id: actor, outcome: "done" };
        await writeAudits(tx, [{ ...action, capability: "import_survey" }]);
        return addEdition(tx, tenant, survey, { origin: "city", by: actor, now });
      })
    : await wouldBe(desk, survey);
  if (json) return void io.out(`${JSON.stringify({ applied: apply === true, slug: survey.slug, version, isNew, faults: [] })}\n`);
  const lines = [texts.summary(survey), ...survey.items.map(itemLine)];
  if (!isNew) lines.push(texts.same(version));
  else lines.push(apply ? texts.applied(cityTitle(agency), version) : texts.preview(cityTitle(agency)));
  if (!asked.has(survey.slug)) lines.push(texts.notAsked(survey.slug));
  io.out(`${lines.join("\n")}\n`);
}

async function wouldBe({ app, tenant }: CityDesk, survey: Survey): Promise<{ version: number; isNew: boolean }> {
  const newest = (await newestSurveys(app.db, tenant)).get(survey.slug);
  const isNew = newest?.digest !== digestOf(survey);
  return { version: (newest?.version ?? 0) + (isNew ? 1 : 0), isNew };
}

const itemLine = (it: Item, at: number): string => `  ${at + 1}. ${it.ask.replaceAll("\n", " ")} [${it.id}${it.optional ? ", boleh dilewati" : ""}]`;
