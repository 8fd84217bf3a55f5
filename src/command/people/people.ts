import { statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { findPeople } from "../../features/people/find-people.ts";
import { decideHeldLine, heldLines } from "../../features/people/import/held-lines.ts";
import { templateCsv, templateXlsx } from "../../features/people/import/template.ts";
import { type Brief, fullName, maskNip, peopleOf } from "../../features/people/person-store.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, longDay, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { note } from "../note.ts";
import { planNotices } from "../notify.ts";
import { addPeopleCode } from "./people-code.ts";
import { addPeopleDelegate } from "./people-delegate.ts";
import { addFactorCommands } from "./people-factor.ts";
import { addPeopleImport } from "./people-import.ts";
import { addRoleCommands } from "./people-role.ts";
import { staffMapping } from "./staff-mapping.ts";

const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `people`: a city's staff register. Reports are Indonesian, for officers. */
export function addPeopleCommands(program: Command, host: CommandHost): void {
  const people = program.command("people").description("a city's staff: import, search, reporting lines, rights, link codes");
  addPeopleImport(people, host);
  people
    .command("template")
    .description("write an empty staff file (.xlsx with NIP and phone columns as text, or .csv), accepted back by import")
    .argument("<file>", "a new file that ends in .xlsx or .csv")
    .action((file: string) => template(host, resolve(host.io.cwd, file)));
  withActor(withCity(people.command("list").description("everybody in the register, NIP masked; the look is recorded"))).action((options: CityOptions) =>
    atCity(host, options, (desk) => list(host, desk, options)),
  );
  withActor(withCity(people.command("find").description("search by name (titles and usual spellings do not matter) or by a whole NIP; the look is recorded")))
    .argument("<words...>")
    .action((words: string[], options: CityOptions) => atCity(host, options, (desk) => find(host, desk, words.join(" "), options)));

  const lines = people.command("lines").description("changes of the reporting line that wait for a second officer");
  withActor(withCity(lines.command("pending").description("what waits, with its number; the look is recorded"))).action((options: CityOptions) =>
    atCity(host, options, (desk) => pending(host, desk, options)),
  );
  for (const [name, confirm] of [
    ["confirm", true],
    ["refuse", false],
  ] as const) {
    withActor(withCity(lines.command(name).description(confirm ? "let a change happen" : "throw a change away")))
      .argument("<id>", "its number", wholeNumber)
      .action((id: number, options: CityOptions) => atCity(host, options, (desk) => decide(host, desk, id, confirm, options)));
  }
  addPeopleCode(people, host);
  addPeopleDelegate(people, host);
  addFactorCommands(people, host);
  addRoleCommands(people.command("role").description("officer rights: given for a year by an administrator, told to all administrators"), host);
}

async function template({ io, config }: CommandHost, file: string): Promise<void> {
  if (!/\.(?:xlsx|csv)$/i.test(file)) throw new CommandFailed("Nama berkas harus berakhir .xlsx atau .csv.");
  if (statSync(file, { throwIfNoEntry: false })) throw new CommandFailed(`Berkas ${file} sudah ada; beri nama lain.`);
  const mapping = staffMapping(config);
  const { year } = Temporal.Now.plainDateISO();
  writeFileSync(file, /\.csv$/i.test(file) ? templateCsv(mapping, year) : await templateXlsx(mapping, year), { flag: "wx" });
  io.out(`Templat ditulis: ${file}\n`);
  if (/\.csv$/i.test(file)) io.out("Excel merusak NIP yang diketik ke dalam CSV: bila diisi dengan tangan, pakai templat .xlsx.\n");
}

/** People fetched at once. */
const page = 500;

/** One line of the audit says who looked at everybody: one for each of them would be a ledger of nothing else. */
async function list({ io }: CommandHost, desk: CityDesk, options: CityOptions): Promise<void> {
  const { app, tenant, day, now } = desk;
  await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    await writeAudits(tx, [{ ...auditOf(tenant, now), person_id: by, capability: "list_people", outcome: "seen" }]);
  });
  let count = 0;
  for (let after = 0; ; ) {
    const rows = await peopleOf(app.db, tenant, day, { after, count: page });
    for (const it of rows) io.out(options.json ? `${JSON.stringify(plainOf(it))}\n` : `${lineOf(it)}\n`);
    await io.drained();
    count += rows.length;
    after = rows.at(-1)?.id ?? after;
    if (rows.length < page) break;
  }
  if (!options.json) io.out(`${count} orang\n`);
}

async function find({ io }: CommandHost, desk: CityDesk, words: string, options: CityOptions): Promise<void> {
  const { app, tenant, day, now, agency } = desk;
  const found = await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const people = await findPeople(tx, tenant, words, day);
    const looks = people.map((it) => ({
      agencyId: agency.id,
      at: now.toString(),
      kind: "look" as const,
      actorId: by,
      subjectId: it.id,
      action: "find_people",
      outcome: "seen",
    }));
    await writeAudits(tx, [
      { ...auditOf(tenant, now), person_id: by, capability: "find_people", outcome: people.length > 0 ? "seen" : "nothing", ledger: looks },
    ]);
    return people;
  });
  for (const it of found) io.out(options.json ? `${JSON.stringify(plainOf(it))}\n` : `${lineOf(it)}\n`);
  if (found.length === 0) throw new CommandFailed("Tidak ada yang cocok. Coba sebagian nama saja, tanpa gelar.");
}

const auditOf = (tenant: CityDesk["tenant"], now: Temporal.Instant) => ({
  cell: tenant.cell,
  at: now.toString(),
  agency_id: tenant.agencyId,
  conversation: null,
  person_id: null,
});

const plainOf = ({ nip, ...it }: Brief) => ({ ...it, name: fullName(it), nip: maskNip(nip) });

const lineOf = (it: Brief): string =>
  `${maskNip(it.nip).padEnd(18)}  ${fullName(it)} — ${it.status.replaceAll("_", " ")}${it.duty === "aktif" ? "" : `, ${it.duty}`}; ${it.title ?? "jabatan belum tercatat"}; ${it.unit ?? "unit belum tercatat"}`;

/** Whoever runs the server may look without a name: it is written down as the console's. */
async function pending({ io }: CommandHost, desk: CityDesk, options: CityOptions): Promise<void> {
  const { app, agency, tenant } = desk;
  const held = await app.db.transaction(async (tx) => {
    const by = options.by === undefined ? null : await actorNamed(tx, desk, options.by);
    const found = await heldLines(tx, tenant);
    await note(tx, desk, { by, about: [...new Set(found.map((it) => it.personId))], kind: "look", action: "list_lines", outcome: "seen" });
    return found;
  });
  for (const it of held) {
    const text = `${String(it.id).padStart(6)}  ${it.person} (${maskNip(it.personNip)}): atasan ${it.current ?? "belum ada"} → ${it.supervisor}; diimpor oleh ${it.askedBy ?? "–"} ${longDay(it.askedAt, agency)}`;
    io.out(options.json ? `${JSON.stringify({ ...it, personNip: maskNip(it.personNip) })}\n` : `${text}\n`);
  }
  if (!options.json) io.out(held.length === 0 ? "Tidak ada yang menunggu.\n" : `${held.length} menunggu petugas kedua\n`);
}

async function decide({ io }: CommandHost, desk: CityDesk, id: number, confirm: boolean, options: CityOptions): Promise<void> {
  const { app, agency, tenant, now } = desk;
  await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    if (by === null) throw new CommandFailed("Sebutkan petugas kedua: --by NIP.");
    await planNotices(tx, app, tenant, await decideHeldLine(tx, app.cell, agency, { id, by, confirm, now }), now);
  });
  io.out(confirm ? "Perubahan atasan berlaku mulai hari ini; atasan lama dan baru diberi tahu.\n" : "Perubahan atasan dibatalkan.\n");
}
