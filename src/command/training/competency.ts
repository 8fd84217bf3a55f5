import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError, Option } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { parseDate } from "../../core/time.ts";
import type { Catalogue } from "../../features/competency/dictionary/dictionary.ts";
import { parseDictionary, writeDictionary } from "../../features/competency/dictionary/dictionary-file.ts";
import { catalogueOf, competenciesOf, type Merged, mergeCatalogue, retire } from "../../features/competency/dictionary/dictionary-store.ts";
import { dictionaryFiles, syncDictionary } from "../../features/competency/dictionary/shipped.ts";
import { dictionaryTables, readDictionarySheets } from "../../features/competency/import/dictionary-sheet.ts";
import { type CompetencyMapping, type ImportedKind, importedKinds, parseCompetencyMapping } from "../../features/competency/import/mapping.ts";
import { matchResults, noteResults } from "../../features/competency/import/note-results.ts";
import { problemLine } from "../../features/competency/import/problem.ts";
import { readResults } from "../../features/competency/import/results.ts";
import { resultsTemplate } from "../../features/competency/import/template.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { readTable } from "../../features/people/table/read-table.ts";
import { xlsxOf } from "../../features/people/table/write-table.ts";
import type { Config } from "../../settings/config.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";

interface Options extends CityOptions {
  apply?: boolean;
  date?: string;
  kind?: ImportedKind;
  source?: string;
  official?: boolean;
}

const texts = {
  exported: (file: string, { competencies, standards }: Catalogue) => `${file}: ${competencies.length} kompetensi dan ${standards.length} standar.`,
  preview: (city: string) => `Pratinjau untuk ${city}: belum ada yang ditulis.`,
  applied: (city: string) => `DITERAPKAN untuk ${city}.`,
  again: "Untuk menulis, ulangi dengan --apply.",
  nothing: "Tidak ada yang perlu diubah.",
  results: (count: number, people: number) => `${count} hasil dari ${people} pegawai siap dicatat.`,
  noted: (changed: number, count: number) => `${count} hasil dibaca; ${changed} baru atau berubah.`,
  problems: (count: number) => `${count} sel bermasalah; isinya tidak dicatat:`,
  retired: (count: number) => `${count} tidak dipakai lagi. Yang sudah bersandar padanya tetap terbaca.`,
  unknownId: (ids: string) => `Tidak ada yang ber-id ini: ${ids}.`,
};

const isoDate = (text: string): string => {
  const date = parseDate(text);
  if (date === null) throw new InvalidArgumentError("A date is written 2026-05-12 or 12/05/2026.");
  return date;
};

/** `competency`: a city's dictionary, standards and assessment results. Reports are Indonesian, for officers. */
export function addCompetencyCommands(program: Command, host: CommandHost): void {
  const competency = program.command("competency").description("a city's competency dictionary, job standards and assessment results");
  const at = (options: Options, work: (desk: CityDesk) => Promise<void>) => atCity(host, options, (desk) => synced(desk).then(() => work(desk)));
  withCity(competency.command("list").description("competencies and standards in use")).action((options: Options) =>
    at(options, (desk) => list(host, desk, options)),
  );
  withCity(competency.command("export").description("write the dictionary and the standards, to be changed and imported"))
    .argument("<file>", "a new file that ends in .yaml or .xlsx")
    .action((file: string, options: Options) => at(options, (desk) => exportFile(host, desk, resolve(host.io.cwd, file))));
  withActor(
    withCity(
      competency.command("import").description("read competencies and standards (.yaml, .xlsx, .csv) and report what they change; with --apply, change it"),
    ),
  )
    .argument("<file>", "as `export` writes it; what it does not name stays as it is")
    .option("--apply", "write what the report says")
    .action((file: string, options: Options) => at(options, (desk) => importFile(host, desk, resolve(host.io.cwd, file), options)));
  withActor(withCity(competency.command("retire").description("take competencies or standards out of use")))
    .argument("<id...>", "their ids")
    .action((ids: string[], options: Options) => at(options, (desk) => retireAll(host, desk, ids, options)));
  withActor(withCity(competency.command("results").description("read assessment results (.xlsx, .csv) by NIP and report; with --apply, note them as evidence")))
    .argument("<file>", "a row a person with a column a competency, or a row a result; see knowledge/impor/kompetensi.yaml")
    .addOption(new Option("--date <date>", "day of the assessment, where no column says so").argParser(isoDate))
    .addOption(new Option("--kind <kind>", "what it was, where no column says so").choices(importedKinds))
    .option("--source <words>", "who assessed, where no column says so")
    .option("--official", "an official competency test (PP 11/2017 Pasal 171), where no column says so")
    .option("--apply", "write what the report says")
    .action((file: string, options: Options) => at(options, (desk) => importResults(host, desk, resolve(host.io.cwd, file), options)));
  withCity(competency.command("template").description("write an empty file for assessment results, with the city's competencies as columns"))
    .argument("<file>", "a new file that ends in .xlsx")
    .action((file: string, options: Options) => at(options, (desk) => template(host, desk, resolve(host.io.cwd, file))));
}

/** A base that no service has started on yet has no dictionary. */
const synced = ({ app, now }: CityDesk): Promise<number> => syncDictionary(app.db, app.cell, dictionaryFiles(), now);

const shipped = fileURLToPath(new URL("../../../knowledge", import.meta.url));

/** The deployment's own mapping, else the shipped one; read at each use, so that an edit counts at once. */
function mappingOf({ KNOWLEDGE_DIR }: Config): CompetencyMapping {
  const own = `${KNOWLEDGE_DIR ?? shipped}/impor/kompetensi.yaml`;
  return parseCompetencyMapping(readFileSync(existsSync(own) ? own : `${shipped}/impor/kompetensi.yaml`, "utf8"));
}

async function list({ io }: CommandHost, { app, tenant }: CityDesk, { json }: Options): Promise<void> {
  const { competencies, standards } = await catalogueOf(app.db, tenant);
  for (const it of competencies) io.out(json ? `${JSON.stringify(it)}\n` : `${it.id.padEnd(32)} ${it.kind.padEnd(16)} ${it.name}\n`);
  for (const it of standards) {
    const worth = it.official ? "resmi" : "setelan kota";
    io.out(json ? `${JSON.stringify(it)}\n` : `${it.id.padEnd(32)} ${it.family.padEnd(16)} ${it.title} (${it.requirements.length} kompetensi, ${worth})\n`);
  }
  await io.drained();
}

function freshFile(file: string, ends: RegExp, how: string): void {
  if (!ends.test(file)) throw new CommandFailed(`Nama berkas harus berakhir ${how}.`);
  if (statSync(file, { throwIfNoEntry: false })) throw new CommandFailed(`Berkas ${file} sudah ada; beri nama lain.`);
}

async function exportFile({ io, config }: CommandHost, { app, tenant }: CityDesk, file: string): Promise<void> {
  freshFile(file, /\.(?:ya?ml|xlsx)$/i, ".yaml atau .xlsx");
  const catalogue = await catalogueOf(app.db, tenant);
  const bytes = /\.xlsx$/i.test(file) ? await xlsxOf(dictionaryTables(catalogue, mappingOf(config))) : new TextEncoder().encode(writeDictionary(catalogue));
  writeFileSync(file, bytes, { flag: "wx" });
  io.out(`${texts.exported(file, catalogue)}\n`);
}

function bytesAt(path: string): Uint8Array {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(`Berkas ${path} tidak ditemukan.`);
  return readFileSync(path);
}

/** A change that the report tells of is made in a transaction; without `--apply` that transaction is thrown away, so both are one code. */
async function importFile({ io, config }: CommandHost, desk: CityDesk, path: string, options: Options): Promise<void> {
  const { app, tenant, now, agency } = desk;
  const bytes = bytesAt(path);
  const known = await competenciesOf(app.db, tenant);
  const catalogue = /\.ya?ml$/i.test(path)
    ? parseDictionary([{ name: basename(path), text: new TextDecoder().decode(bytes) }], known)
    : readDictionarySheets(await readTable(bytes), mappingOf(config), known);
  const merged = await trying(app.db, options.apply === true, async (tx) => {
    if (options.apply) await audit(tx, desk, await actorNamed(tx, desk, options.by), "import_competencies");
    return mergeCatalogue(tx, tenant, catalogue, "city", now);
  });
  if (options.json) return void io.out(`${JSON.stringify({ applied: options.apply === true, ...merged })}\n`);
  io.out(`${reportOf(merged, cityTitle(agency), options.apply === true)}\n`);
}

class NotApplied extends Error {}

async function trying<T>(db: CityDesk["app"]["db"], apply: boolean, work: (tx: CityDesk["app"]["db"]) => Promise<T>): Promise<T> {
  let done: T | undefined;
  try {
    return await db.transaction(async (tx) => {
      done = await work(tx);
      if (!apply) throw new NotApplied();
      return done;
    });
  } catch (error) {
    if (error instanceof NotApplied) return done as T;
    throw error;
  }
}

function reportOf({ added, changed, same }: Merged, city: string, applied: boolean): string {
  const lines = [applied ? texts.applied(city) : texts.preview(city)];
  for (const [name, ids] of [
    ["baru", added],
    ["berubah", changed],
  ] as const) {
    if (ids.length > 0) lines.push(`  ${name.padEnd(8)} ${ids.length}: ${ids.slice(0, 20).join(", ")}${ids.length > 20 ? ", …" : ""}`);
  }
  lines.push(`  tetap    ${same}`);
  if (added.length + changed.length === 0) lines.push(texts.nothing);
  else if (!applied) lines.push(texts.again);
  return lines.join("\n");
}

async function retireAll({ io }: CommandHost, desk: CityDesk, ids: string[], options: Options): Promise<void> {
  const { app, tenant, now } = desk;
  const count = await app.db.transaction(async (tx) => {
    await audit(tx, desk, await actorNamed(tx, desk, options.by), "retire_competencies");
    const gone = await retire(tx, tenant, ids, now);
    const unknown = ids.filter((it) => !gone.includes(it));
    if (unknown.length > 0) throw new CommandFailed(texts.unknownId(unknown.join(", ")));
    return gone.length;
  });
  io.out(`${texts.retired(count)}\n`);
}

async function importResults({ io, config }: CommandHost, desk: CityDesk, path: string, options: Options): Promise<void> {
  const { app, tenant, now, day, agency } = desk;
  const dictionary = await competenciesOf(app.db, tenant);
  const { date, kind, source, official } = options;
  const read = readResults(await readTable(bytesAt(path)), mappingOf(config), dictionary, { date, kind, source, official, day });
  const { matched, changed } = await trying(app.db, options.apply === true, async (tx) => {
    if (options.apply) await audit(tx, desk, await actorNamed(tx, desk, options.by), "import_results");
    const found = await matchResults(tx, tenant, read.results);
    return { matched: found, changed: await noteResults(tx, tenant, found.evidence, now) };
  });
  const problems = [...read.problems, ...matched.problems];
  const { evidence, people } = matched;
  if (options.json) io.out(`${JSON.stringify({ applied: options.apply === true, results: evidence.length, people, changed, problems })}\n`);
  else {
    io.out(`${options.apply ? texts.applied(cityTitle(agency)) : texts.preview(cityTitle(agency))}\n`);
    io.out(`${options.apply ? texts.noted(changed, evidence.length) : texts.results(evidence.length, people)}\n`);
    if (problems.length > 0) io.out(`${[texts.problems(problems.length), ...problems.map(problemLine)].join("\n")}\n`);
    if (!options.apply && evidence.length > 0) io.out(`${changed > 0 ? texts.again : texts.nothing}\n`);
  }
  if (problems.length > 0) throw new CommandFailed("");
}

async function template({ io, config }: CommandHost, { app, tenant }: CityDesk, file: string): Promise<void> {
  freshFile(file, /\.xlsx$/i, ".xlsx");
  writeFileSync(file, await xlsxOf(resultsTemplate(mappingOf(config), await competenciesOf(app.db, tenant))), { flag: "wx" });
  io.out(`Templat ditulis: ${file}\n`);
}

const audit = (tx: CityDesk["app"]["db"], { tenant, now }: CityDesk, by: number | null, capability: string): Promise<void> =>
  writeAudits(tx, [{ cell: tenant.cell, at: now.toString(), agency_id: tenant.agencyId, conversation: null, person_id: by, capability, outcome: "done" }]);
