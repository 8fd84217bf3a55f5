import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { conversationOf } from "../../core/channel.ts";
import { stopLetters } from "../../delivery/stop-letters.ts";
import { demoLoaded } from "../../demo/access.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { grantsOf } from "../../features/people/grants.ts";
import { importStaff, previewImport, type ReadStaff, readStaffFile } from "../../features/people/import/import-staff.ts";
import { changesNothing, type ImportPlan } from "../../features/people/import/plan.ts";
import { reportOf } from "../../features/people/import/report.ts";
import { dataRows } from "../../features/people/table/columns.ts";
import { atCity, type CityDesk, type CityOptions, personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed, cancelled } from "../io.ts";
import { note } from "../note.ts";
import { planNotices } from "../notify.ts";
import { staffMapping } from "./staff-mapping.ts";

interface Options extends CityOptions {
  apply?: boolean;
  partial?: boolean;
  allowRemoval?: boolean;
  all?: boolean;
  sheet?: string;
}

export function addPeopleImport(people: Command, host: CommandHost): void {
  withActor(
    withCity(
      people.command("import").description("read a staff file (.xlsx, .csv) and report what it would change; with --apply, change it, all in one transaction"),
    ),
  )
    .argument("<file>", "headings under their usual names, in any order; see knowledge/impor/pegawai.yaml")
    .option("--apply", "write what the report says")
    .option("--partial", "the file holds only a part of the staff: nobody is marked as having left")
    .option("--allow-removal", "more than a fifth of the staff may be marked as having left")
    .option("--sheet <name>", "of a workbook with several sheets of staff, this one")
    .option("--all", "the report lists every row")
    .action((file: string, options: Options) => atCity(host, options, (desk) => importFile(host, desk, resolve(host.io.cwd, file), options)));
}

async function importFile({ io, config }: CommandHost, desk: CityDesk, path: string, options: Options): Promise<void> {
  const { app, agency, tenant, now } = desk;
  const progress = progressOf(io);
  progress(`Membaca ${basename(path)} …`);
  const read = await readStaffFile(bytesAt(path), staffMapping(config), options.sheet);
  const importer = options.by === undefined ? null : (await personNamed(app.db, desk, options.by, "NIP pada --by")).id;
  const shared = { now, importer, partial: options.partial, allowRemoval: options.allowRemoval };
  progress(`Membandingkan ${read.file.rows.length} baris dengan data …`);
  const unnamed = importer === null && (await grantsOf(app.db, tenant, now)).some((it) => it.role !== "unit_officer");
  if (unnamed && !options.apply && !options.json) {
    io.out("Catatan: tanpa --by NIP, pratinjau ini tidak dapat menandai perubahan atasan yang memberi kuasa kepada pengimpor.\n\n");
  }
  if (!options.apply) {
    const plan = await previewImport(app.db, app.cell, agency, read, shared);
    await app.db.transaction((tx) => note(tx, desk, { by: importer, about: [], kind: "look", action: "import_people", outcome: "previewed" }));
    return conclude(io, plan, read, desk, options);
  }
  let shown = 0;
  const onProgress = (share: number) => {
    if (io.signal.aborted) throw cancelled(); // nothing of it has been committed
    if (share < 1 && share < shown + 0.2) return;
    shown = share;
    progress(`Menulis … ${Math.round(share * 100)} %`);
  };
  const plan = await app.db.transaction(async (tx) => {
    const done = await importStaff(tx, app.cell, agency, read, { ...shared, onProgress });
    await stopLetters({ db: tx, cell: app.cell }, done.stopped.map(conversationOf), now);
    await planNotices(tx, app, tenant, done.notices, now);
    return done.plan;
  });
  if (plan.added.length > 0) app.showDemo(false);
  if (!options.json && plan.added.length > 0 && (await demoLoaded(app.db))) io.out(demoEnds);
  conclude(io, plan, read, desk, options);
}

const demoEnds = "Pegawai contoh tidak dapat dicoba lagi: kode dan percakapannya sudah tidak berlaku. Kota contoh dihapus dengan: kawan demo remove.\n\n";

function bytesAt(path: string): Uint8Array {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(`Berkas ${path} tidak ditemukan.`);
  return readFileSync(path);
}

/** On a terminal, so that a script's output stays clean. */
const progressOf = (io: CommandHost["io"]) => (text: string) => {
  if (io.isTerminal) io.err(`${text}\n`);
};

function conclude(io: CommandHost["io"], plan: ImportPlan, read: ReadStaff, { agency }: CityDesk, options: Options): void {
  const { columns, file } = read;
  const rows = dataRows(columns).length - file.others.length;
  const bad = new Set(file.problems.filter((it) => it.bad).map((it) => it.line)).size;
  if (options.json) io.out(`${JSON.stringify(summaryOf(plan, rows, bad, options.apply === true))}\n`);
  else {
    const head = {
      city: cityTitle(agency),
      sheet: columns.sheet.name,
      headerLine: columns.headerRow + 1,
      rows,
      others: file.others,
      applied: options.apply === true,
      all: options.all === true,
    };
    io.out(reportOf(plan, head));
    io.out(`${advice(plan, rows, bad, options.apply === true)}\n`);
  }
  if (bad > 0) throw new CommandFailed("");
}

function advice(plan: ImportPlan, rows: number, bad: number, applied: boolean): string {
  if (rows === 0) return "Berkas ini belum berisi pegawai: tidak ada yang berubah.";
  if (applied) return bad > 0 ? `${bad} baris bermasalah tidak diimpor. Perbaiki barisnya, lalu impor lagi berkas yang sama.` : "Selesai.";
  if (changesNothing(plan)) return "Tidak ada yang perlu diubah.";
  return `${bad > 0 ? `${bad} baris bermasalah tidak akan diimpor. ` : ""}Untuk menulis perubahan ini, ulangi dengan --apply.`;
}

/** For programs: counts and problems, nothing personal beyond what a cell's address tells. */
const summaryOf = (plan: ImportPlan, rows: number, bad: number, applied: boolean) => ({
  applied,
  rows,
  added: plan.added.length,
  changed: plan.changed.length,
  unchanged: plan.unchanged,
  left: plan.absent.length,
  spared: plan.spared,
  bad,
  lines: {
    changed: plan.lines.changes.filter((it) => !it.fresh).length,
    fresh: plan.lines.changes.filter((it) => it.fresh).length,
    held: plan.lines.held.length,
    waiting: plan.lines.waiting,
  },
  newUnits: plan.newUnits.length,
  ignoredColumns: plan.ignored,
  problems: plan.problems,
});
