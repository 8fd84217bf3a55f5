import { readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { writeAudits } from "../../core/audit.ts";
import type { Database } from "../../db/database.ts";
import { putLetters } from "../../delivery/outbox.ts";
import { competenciesOf } from "../../features/competency/gap/gap.ts";
import { tellingChanges } from "../../features/enrolment/news/telling-changes.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { csvOf, xlsxOf } from "../../features/people/table/write-table.ts";
import { applyCatalogue, planCatalogue } from "../../features/training/import/import-catalogue.ts";
import { applyRecords, planRecords } from "../../features/training/import/import-records.ts";
import { readRules, rulesTable } from "../../features/training/import/import-rules.ts";
import type { FileKind } from "../../features/training/import/mapping.ts";
import { readTrainingFile } from "../../features/training/import/read-file.ts";
import { templateTables } from "../../features/training/import/template.ts";
import { shippedRules } from "../../features/training/jp-rules.ts";
import { rulesOf, saveRules } from "../../features/training/rule-store.ts";
import { allClasses, seatsLeft, trainingsOf } from "../../features/training/store.ts";
import { whenLine } from "../../features/training/when.ts";
import { render } from "../../service/pipeline.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { trainingMapping } from "./training-mapping.ts";
import { catalogueReport, faultLines, recordsReport } from "./training-report.ts";

interface Options extends CityOptions {
  apply?: boolean;
  all?: boolean;
  kind: FileKind;
}

/** `training`: a city's catalogue, what people have learnt, and how it counts. Reports are Indonesian, for officers. */
export function addTrainingCommands(program: Command, host: CommandHost): void {
  const training = program.command("training").description("a city's trainings and classes, learning records and the JP conversion table");
  const file = (name: string, description: string, work: (desk: CityDesk, bytes: Uint8Array, options: Options) => Promise<void>) =>
    withActor(withCity(training.command(name).description(description)))
      .argument("<file>", "CSV or XLSX; headings under their usual names, see knowledge/impor/pelatihan.yaml")
      .option("--apply", "write what the report says")
      .option("--all", "the report lists every row")
      .action((path: string, options: Options) => atCity(host, options, (desk) => work(desk, bytesAt(resolve(host.io.cwd, path)), options)));

  file("import", "read a catalogue and report what it would change; with --apply, change it in one transaction", (desk, bytes, options) =>
    importCatalogue(host, desk, bytes, options),
  );
  file("history", "the same for what people have learnt, by NIP", (desk, bytes, options) => importHistory(host, desk, bytes, options));
  file("conversion", "replace a city's JP conversion table (all or nothing)", (desk, bytes, options) => importConversion(host, desk, bytes, options));
  training
    .command("template")
    .description("write an empty file that the imports accept; of --kind konversi the table in use")
    .argument("<file>", "a new file that ends in .xlsx or .csv")
    .addOption(new Option("--kind <kind>", "what it is for").choices(["katalog", "riwayat", "konversi"]).default("katalog"))
    .addOption(new Option("--city <city>", "with --kind konversi: whose table; without it the shipped one"))
    .action((path: string, options: Options) => template(host, resolve(host.io.cwd, path), options));
  withCity(training.command("list").description("trainings on offer with their classes")).action((options: Options) =>
    atCity(host, options, (desk) => list(host, desk, options)),
  );
}

function bytesAt(path: string): Uint8Array {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(`Berkas ${path} tidak ditemukan.`);
  return readFileSync(path);
}

async function importCatalogue({ io, config }: CommandHost, desk: CityDesk, bytes: Uint8Array, options: Options): Promise<void> {
  const { agency, tenant, now } = desk;
  const mapping = trainingMapping(config);
  const read = await readTrainingFile(bytes, mapping, "katalog");
  const planned = async (db: Database) => planCatalogue(db, read, { tenant, zone: agency.zone, competencies: await competenciesOf(db, tenant), mapping, now });
  const plan = await written(desk, options, "import_trainings", planned, async (tx, it) => {
    // Whoever is in a class that the file moves or cancels hears of it, in the transaction of the change.
    const { letters } = await tellingChanges({ db: tx, cell: tenant.cell, agency, now }, () => applyCatalogue(tx, it, { tenant, now }));
    await putLetters({ db: tx, cell: tenant.cell }, render, letters, now);
  });
  const { drafts: _, ...summary } = plan;
  io.out(
    options.json ? `${JSON.stringify({ ...summary, applied: options.apply === true })}\n` : catalogueReport(plan, { ...options, city: cityTitle(agency) }),
  );
  if (plan.faults.length > 0) throw new CommandFailed("");
}

async function importHistory({ io, config }: CommandHost, desk: CityDesk, bytes: Uint8Array, options: Options): Promise<void> {
  const { agency, tenant, now } = desk;
  const mapping = trainingMapping(config);
  const read = await readTrainingFile(bytes, mapping, "riwayat");
  const planned = (db: Database) => planRecords(db, read, { tenant, zone: agency.zone, mapping, now });
  const plan = await written(desk, options, "import_learning_records", planned, (tx, it) => applyRecords(tx, it, { tenant, now }));
  const { drafts: _, ...summary } = plan;
  io.out(options.json ? `${JSON.stringify({ ...summary, applied: options.apply === true })}\n` : recordsReport(plan, { ...options, city: cityTitle(agency) }));
  if (plan.faults.length > 0) throw new CommandFailed("");
}

/** Plans, and with `--apply` writes in the same transaction, so that what is written fits the base of this moment. */
async function written<T>(
  desk: CityDesk,
  { apply, by }: Options,
  capability: string,
  plan: (db: Database) => Promise<T>,
  write: (tx: Database, it: T) => Promise<void>,
): Promise<T> {
  const { app, tenant, now } = desk;
  if (!apply) return plan(app.db);
  return app.db.transaction(async (tx) => {
    const actor = await actorNamed(tx, desk, by);
    const it = await plan(tx);
    await write(tx, it);
    await writeAudits(tx, [
      { cell: tenant.cell, at: now.toString(), agency_id: tenant.agencyId, conversation: null, person_id: actor, capability, outcome: "done" },
    ]);
    return it;
  });
}

async function importConversion({ io, config }: CommandHost, desk: CityDesk, bytes: Uint8Array, options: Options): Promise<void> {
  const { tenant } = desk;
  const mapping = trainingMapping(config);
  const { rules, faults } = readRules(await readTrainingFile(bytes, mapping, "konversi"), mapping);
  if (faults.length > 0) {
    io.out(options.json ? `${JSON.stringify({ faults })}\n` : `${faultLines(faults, true).join("\n")}\n`);
    throw new CommandFailed("Tabel konversi tidak diubah.");
  }
  await written(
    desk,
    options,
    "import_jp_rules",
    async () => rules,
    (tx, it) => saveRules(tx, tenant, it),
  );
  io.out(
    options.apply
      ? `${rules.length} baris konversi JP berlaku untuk ${cityTitle(desk.agency)}.\n`
      : `${rules.length} baris terbaca baik. Untuk memakainya, ulangi dengan --apply.\n`,
  );
}

async function template(host: CommandHost, path: string, { kind, city }: Options): Promise<void> {
  if (!/\.(?:xlsx|csv)$/i.test(path)) throw new CommandFailed("Nama berkas harus berakhir .xlsx atau .csv.");
  if (statSync(path, { throwIfNoEntry: false })) throw new CommandFailed(`Berkas ${path} sudah ada; beri nama lain.`);
  const mapping = trainingMapping(host.config);
  const [empty, hints] = templateTables(mapping, kind);
  if (!empty || !hints) throw new Error("a template is a table with its hints");
  let data = empty;
  if (kind === "konversi" && city === undefined) data = rulesTable(shippedRules, mapping);
  else if (kind === "konversi") {
    await atCity(host, { ...(city !== undefined && { city }) }, async ({ app, tenant }) => {
      data = rulesTable(await rulesOf(app.db, tenant), mapping);
    });
  }
  writeFileSync(path, /\.csv$/i.test(path) ? csvOf(data) : await xlsxOf([data, hints]), { flag: "wx" });
  host.io.out(`Templat ditulis: ${path}\n`);
}

async function list({ io }: CommandHost, { app, agency, tenant }: CityDesk, options: Options): Promise<void> {
  const trainings = await trainingsOf(app.db, tenant);
  const classes = Map.groupBy(await allClasses(app.db, tenant), (it) => it.trainingId);
  for (const it of trainings) {
    const own = classes.get(it.id) ?? [];
    await io.drained();
    if (options.json) {
      io.out(`${JSON.stringify({ ...it, classes: own })}\n`);
      continue;
    }
    io.out(
      `${it.code.padEnd(16)} ${it.name}${it.fictional ? " (contoh)" : ""} — ${it.jp === null ? "JP menurut tabel" : `${it.jp} JP`}, ${it.mode.replace("_", " ")}\n`,
    );
    for (const run of own)
      io.out(`  ${run.code.padEnd(16)} ${run.status.padEnd(9)} ${whenLine(run, agency.zone, it.selfPaced)}; sisa ${seatsLeft(run) ?? "tak terbatas"}\n`);
  }
  if (!options.json) io.out(`${trainings.length} pelatihan, ${[...classes.values()].flat().length} kelas\n`);
}
