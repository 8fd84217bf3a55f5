import { Argument, type Command, Option } from "commander";
import { localDate } from "../../core/time.ts";
import { enrolmentsIn } from "../../features/enrolment/enrolment-store.ts";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { states } from "../../features/enrolment/states.ts";
import { className } from "../../features/enrolment/words.ts";
import { changeClass, moveClass } from "../../features/organise/classes/change-class.ts";
import { readClassDates } from "../../features/organise/classes/class-dates.ts";
import { type ClassFieldName, classFieldNames, fieldOf } from "../../features/organise/classes/class-fields.ts";
import { sheetText, statusWords } from "../../features/organise/classes/class-sheet.ts";
import { type StatusMoveName, statusMoves } from "../../features/organise/classes/class-status.ts";
import { insertClass } from "../../features/organise/classes/class-store.ts";
import { copyOf, readNew } from "../../features/organise/classes/create-class.ts";
import { release } from "../../features/organise/release.ts";
import { briefsOf, fullName } from "../../features/people/person-store.ts";
import { allClasses, trainingByCode } from "../../features/training/store.ts";
import { whenLine } from "../../features/training/when.ts";
import { atCity, type CityDesk, personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { addClassCalls } from "./class-call.ts";
import { asOfficer, type ClassOptions, type ConsoleDesk, classCoded, unmarked } from "./class-desk.ts";
import { addClassFiles } from "./class-files.ts";

interface Options extends ClassOptions {
  all?: boolean;
  schedule?: string;
  seats?: string;
  place?: string;
  entry?: string;
  plan?: string;
  nip?: string;
}

/** `class`: a city's classes, made, changed, opened, closed, postponed and cancelled, and who is in them. Reports are Indonesian. */
export function addClassCommands(program: Command, host: CommandHost): void {
  const group = program.command("class").description("classes: make, change, open, close, postpone or cancel them; call people into them; letters and lists");
  const act = (name: string, description: string) => withActor(withCity(group.command(name).description(description)));

  withCity(group.command("list").description("classes that are not over"))
    .option("--all", "those that are over or cancelled too")
    .action((options: Options) => atCity(host, options, (desk) => list(host, desk, options)));
  withCity(group.command("show").description("one class: when, where, seats, who may enter"))
    .argument("<code>", "its code")
    .action((code: string, options: Options) => atCity(host, options, (desk) => show(host, desk, code)));
  act("people", "who is in a class and how far; the look is recorded")
    .argument("<code>", "its code")
    .action((code: string, options: Options) => asOfficer(host, options, "class_people", (desk) => people(desk, code, options)));
  act("create", "a new class of a training; it begins as a plan that nobody can enter")
    .argument("<training>", "code of the training")
    .requiredOption("--schedule <text>", '"7-9 Desember 2026 08.00-16.00", sessions parted by ";", or days alone')
    .addOption(new Option("--seats <number>", 'a number, or "bebas"').default("bebas"))
    .addOption(new Option("--place <text>", "a place, or the link of an online class").default("nanti"))
    .addOption(new Option("--entry <how>", "terbuka, kuota, usulan or ditunjuk").default("usulan"))
    .requiredOption("--plan <text>", 'line of the yearly plan, or "luar: reason"')
    .action((code: string, options: Options) => asOfficer(host, options, "create_class", (desk) => create(desk, code, options)));
  act("edit", "change one thing of a class; who is in it is told")
    .argument("<code>", "its code")
    .addArgument(new Argument("<field>", "what").choices(classFieldNames))
    .argument("<value>", 'as in the chat; "hapus" empties it')
    .action((code: string, field: ClassFieldName, value: string, options: Options) =>
      asOfficer(host, options, "edit_class", (desk) => edit(desk, code, field, value)),
    );
  act("duplicate", "the same class at another time, without its people")
    .argument("<code>", "its code")
    .requiredOption("--schedule <text>", "as for create")
    .action((code: string, options: Options) => asOfficer(host, options, "duplicate_class", (desk) => duplicate(desk, code, options)));
  for (const [name, move, description] of [
    ["open", "buka", "people may enter; units with a quota are asked for names"],
    ["close", "tutup", "nobody enters any more; who is in stays"],
    ["postpone", "tunda", "no date any more; who is in stays, and the need is kept"],
    ["cancel", "batalkan", "does not take place; everybody is let go"],
  ] as const) {
    const command = act(name, description).argument("<code>", "its code");
    if (statusMoves[move].needsReason) command.requiredOption("--reason <words>", "people read it");
    command.action((code: string, options: Options) => asOfficer(host, options, "move_class", (desk) => moved(desk, code, move, options)));
  }
  act("release", "take somebody out of a class; the seat passes on")
    .argument("<code>", "its code")
    .requiredOption("--nip <nip>", "who")
    .requiredOption("--reason <words>", "the person reads it")
    .action((code: string, options: Options) => asOfficer(host, options, "release_participant", (desk) => released(desk, code, options)));
  addClassCalls(group, host);
  addClassFiles(group, host);
}

async function list({ io }: CommandHost, { app, agency, tenant }: CityDesk, { all, json }: Options): Promise<void> {
  const classes = (await allClasses(app.db, tenant)).filter((it) => all || (it.status !== "selesai" && it.status !== "batal"));
  for (const it of classes) {
    await io.drained();
    if (json) io.out(`${JSON.stringify(it)}\n`);
    else io.out(`${it.code.padEnd(18)} ${statusWords[it.status].padEnd(21)} ${it.taken}/${it.seats ?? "∞"}  ${whenLine(it, agency.zone, false)}\n`);
  }
  if (!json) io.out(`${classes.length} kelas\n`);
}

async function show({ io }: CommandHost, { app, agency, tenant, now }: CityDesk, code: string): Promise<void> {
  const desk = { db: app.db, cell: tenant.cell, agency, now };
  io.out(`${unmarked(await sheetText(desk, await classCoded(desk, code)))}\n`);
}

async function people(desk: ConsoleDesk, code: string, { json }: Options) {
  const of = await classCoded(desk, code);
  const all = (await enrolmentsIn(desk.db, tenantOf(desk), of.class.id)).filter((it) => states[it.state].open || states[it.state].seat);
  const ids = all.map((it) => it.personId);
  const found = new Map((await briefsOf(desk.db, tenantOf(desk), ids, desk.city.day)).map((it) => [it.id, it]));
  const rows = all.flatMap((it) => {
    const who = found.get(it.personId);
    return who ? [{ name: fullName(who), unit: who.unit, state: it.state, via: it.via }] : [];
  });
  const lines = rows.map((it) => (json ? JSON.stringify(it) : `${it.name} (${it.unit ?? "unit belum tercatat"}): ${it.state.replaceAll("_", " ")}`));
  return { said: [...lines, ...(json ? [] : [`${rows.length} orang`])].join("\n"), looked: ids, outcome: "seen" };
}

async function create(desk: ConsoleDesk, code: string, { schedule, seats, place, entry, plan }: Options) {
  const training = await trainingByCode(desk.db, tenantOf(desk), code);
  if (!training) throw new CommandFailed(`Pelatihan "${code}" tidak ada. Daftarnya: kawan training list`);
  const read = readNew(desk, training, { schedule, seats, place, entry, plan });
  if ("field" in read) throw new CommandFailed(`--${read.field}: ${unmarked(read.why)}`);
  const made = await insertClass(desk.db, tenantOf(desk), read, desk.now);
  return { said: `Kelas ${made.code} dibuat sebagai rencana. Buka pendaftarannya: kawan class open ${made.code}` };
}

async function edit(desk: ConsoleDesk, code: string, name: ClassFieldName, value: string) {
  const of = await classCoded(desk, code);
  const { zone } = desk.agency;
  const patch = fieldOf(name).read(value, of, { today: localDate(desk.now, zone), zone, now: desk.now });
  if (typeof patch === "string") throw new CommandFailed(`${fieldOf(name).label}: ${unmarked(patch)}`);
  const { after, letters, told } = await changeClass(desk, of.class.id, patch);
  return { said: unmarked(`${fieldOf(name).label} ${className(after)} sekarang: ${fieldOf(name).show(after, zone)}. ${told} orang diberi tahu.`), letters };
}

async function duplicate(desk: ConsoleDesk, code: string, { schedule = "" }: Options) {
  const of = await classCoded(desk, code);
  const dates = readClassDates(schedule, { today: desk.city.day, zone: of.class.zone, now: desk.now });
  if (typeof dates === "string") throw new CommandFailed(`--schedule: ${unmarked(dates)}`);
  const made = await insertClass(desk.db, tenantOf(desk), { ...(await copyOf(desk, of.class.id)), dates }, desk.now);
  return { said: `Kelas ${made.code} dibuat sebagai rencana, menurut ${of.class.code}.` };
}

async function moved(desk: ConsoleDesk, code: string, move: StatusMoveName, { reason }: Options) {
  const of = await classCoded(desk, code);
  const { after, letters, told } = await moveClass(desk, of.class.id, move, statusMoves[move].needsReason ? (reason ?? "") : null);
  return { said: unmarked(`${className(after)} sudah ${statusMoves[move].done}. ${told} orang diberi tahu.`), letters, outcome: move };
}

async function released(desk: ConsoleDesk, code: string, { nip = "", reason = "" }: Options) {
  const of = await classCoded(desk, code);
  const person = await personNamed(desk.db, desk.city, nip);
  const letters = await release(desk, { classId: of.class.id, personId: person.id, officerId: desk.officerId, reason });
  return { said: `${fullName(person)} dilepas dari ${unmarked(className(of))}.`, letters, outcome: "released", looked: [person.id] };
}
