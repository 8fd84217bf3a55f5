import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { Fault } from "../../core/fault.ts";
import type { Database } from "../../db/database.ts";
import { readWorkTime } from "../../features/enrolment/remind/read-work-time.ts";
import { missingYears } from "../../features/enrolment/remind/work-time.ts";
import { factsOf, type KeptFact, noteFacts, removeFact, unitNames } from "../../features/enrolment/remind/work-time-store.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { dayAndDate } from "../../features/training/when.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { faultLines } from "../training/training-report.ts";

interface Options extends CityOptions {
  apply?: boolean;
}

const kindNames = { libur: "libur", cuti_bersama: "cuti bersama", libur_daerah: "libur daerah", kerja: "hari kerja", jam: "jam kerja" } as const;

/** `calendar`: a city's working time, by which reminders are moved. Dates are only ever those that officers note. */
export function addCalendarCommands(program: Command, host: CommandHost): void {
  const calendar = program.command("calendar").description("a city's holidays, cuti bersama, local holidays and working hours, by which reminders are moved");
  withActor(withCity(calendar.command("import").description("read a file of working time and report it; with --apply, note it")))
    .argument("<file>", "CSV or XLSX with Jenis, Mulai, Selesai, Jam Kerja, Unit Kerja, Keterangan, Sumber")
    .option("--apply", "write what the report says")
    .action((path: string, options: Options) => atCity(host, options, (desk) => importFile(host, desk, resolve(host.io.cwd, path), options)));
  withCity(calendar.command("list").description("what is noted, and the years of which nothing is")).action((options: Options) =>
    atCity(host, options, (desk) => list(host, desk, options)),
  );
  withActor(withCity(calendar.command("remove").description("take a noted fact back, by its number in the list")))
    .argument("<number>", "its number")
    .action((number: string, options: Options) => atCity(host, options, (desk) => remove(host, desk, Number(number), options)));
}

async function importFile({ io }: CommandHost, desk: CityDesk, path: string, options: Options): Promise<void> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(`Berkas ${path} tidak ditemukan.`);
  const { app, tenant, agency, now } = desk;
  const units = await unitNames(app.db, tenant);
  const read = await readWorkTime(readFileSync(path), { zone: agency.zone, now, unitId: (name) => units.get(name.toLowerCase()) }).catch((error: Error) => {
    throw error instanceof Fault ? new CommandFailed(error.say) : error;
  });
  if (read.faults.length > 0) {
    io.out(options.json ? `${JSON.stringify({ faults: read.faults })}\n` : `${faultLines(read.faults, true).join("\n")}\n`);
    throw new CommandFailed("Kalender tidak diubah.");
  }
  if (options.apply) {
    await app.db.transaction(async (tx) => {
      await audit(tx, desk, await actorNamed(tx, desk, options.by), "import_work_time");
      await noteFacts(tx, tenant, read.facts, now);
    });
  }
  const done = options.apply ? `berlaku untuk ${cityTitle(agency)}` : "terbaca baik. Untuk memakainya, ulangi dengan --apply";
  io.out(options.json ? `${JSON.stringify({ facts: read.facts.length, applied: options.apply === true })}\n` : `${read.facts.length} baris ${done}.\n`);
}

async function list({ io }: CommandHost, { app, tenant, agency, day }: CityDesk, options: Options): Promise<void> {
  const facts = await factsOf(app.db, tenant);
  const missing = missingYears({ zone: agency.zone, facts }, day, Temporal.PlainDate.from(day).add({ months: 2 }).toString());
  if (options.json) {
    for (const it of facts) io.out(`${JSON.stringify(it)}\n`);
    io.out(`${JSON.stringify({ missing })}\n`);
    return;
  }
  for (const it of facts) io.out(`${line(it)}\n`);
  for (const year of missing)
    io.out(`⚠️ Hari libur tahun ${year} belum diisi: pengingat dihitung dengan Senin–Jumat biasa. Isi dengan *kawan calendar import*.\n`.replaceAll("*", ""));
}

function line({ id, kind, since, until, unit, about, source }: KeptFact): string {
  const span = since === until ? dayAndDate(since) : `${dayAndDate(since)} s.d. ${dayAndDate(until)}`;
  return `${String(id).padStart(4)} ${kindNames[kind].padEnd(13)} ${span}${unit ? `; ${unit}` : ""}; ${about}${source ? ` (${source})` : ""}`;
}

async function remove({ io }: CommandHost, desk: CityDesk, id: number, options: Options): Promise<void> {
  const there = await desk.app.db.transaction(async (tx) => {
    await audit(tx, desk, await actorNamed(tx, desk, options.by), "remove_work_time");
    return Number.isSafeInteger(id) && removeFact(tx, desk.tenant, id);
  });
  if (!there) throw new CommandFailed(`Nomor itu tidak ada; lihat kawan calendar list.`);
  io.out("Dihapus.\n");
}

const audit = (tx: Database, { tenant, now }: CityDesk, actor: number | null, capability: string): Promise<void> =>
  writeAudits(tx, [{ cell: tenant.cell, at: now.toString(), agency_id: tenant.agencyId, conversation: null, person_id: actor, capability, outcome: "done" }]);
