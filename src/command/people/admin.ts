import { type Command, Option } from "commander";
import type { Database } from "../../db/database.ts";
import { addByConsole } from "../../features/people/add-by-console.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { findPeople } from "../../features/people/find-people.ts";
import { grantRole } from "../../features/people/grants.ts";
import { isNip, nipFault, normaliseNip, type PersonStatus } from "../../features/people/nip.ts";
import { fullName, maskNip, personByNip } from "../../features/people/person-store.ts";
import { atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { issued } from "./people-code.ts";
import { changeRole, listRoles, type RoleOptions, withPerson } from "./people-role.ts";

interface CreateOptions extends CityOptions {
  nip?: string;
  name?: string;
  status: PersonStatus;
}

const statuses: PersonStatus[] = ["PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU"];

/** `admin`: who may give rights. The first one comes from the server's console, the others from another administrator (F3). */
export function addAdminCommands(program: Command, host: CommandHost): void {
  const admin = program.command("admin").description("administrators of a city: the first from this console, the others from another administrator");
  withCity(admin.command("create").description("the first administrator; prints a one-time link code"))
    .addOption(new Option("--nip <nip>", "a civil servant; with --name where the register does not know the NIP yet"))
    .addOption(new Option("--name <name>", "somebody by name; one who is not in the register is taken for a person outside the civil service"))
    .addOption(new Option("--status <status>", "of a NIP that is not in the register yet").choices(statuses).default("PNS"))
    .action((options: CreateOptions) => atCity(host, options, (desk) => create(host, desk, options)));
  for (const [name, give] of [
    ["grant", true],
    ["revoke", false],
  ] as const) {
    withActor(withCity(withPerson(admin.command(name).description(give ? "make somebody an administrator for one year" : "take the right away")))).action(
      (options: RoleOptions) => atCity(host, options, (desk) => changeRole(host, desk, "administrator", give, options)),
    );
  }
  withActor(withCity(admin.command("list").description("administrators, until when; the look is recorded"))).action((options: CityOptions) =>
    atCity(host, options, (desk) => listRoles(host, desk, options, "administrator")),
  );
}

async function create({ io }: CommandHost, desk: CityDesk, options: CreateOptions): Promise<void> {
  const { app, tenant, now, agency } = desk;
  const printed = await app.db.transaction(async (tx) => {
    const person = await firstAdministrator(tx, desk, options);
    await grantRole(tx, { ...tenant, personId: person.id }, { role: "administrator", by: null, now });
    return `Administrator pertama ${cityTitle(agency)}: ${person.label}. Hak berlaku satu tahun.\n${await issued(tx, desk, person.id, "admin", null)}`;
  });
  io.out(printed);
}

async function firstAdministrator(tx: Database, { tenant, day, now }: CityDesk, { nip, name, status }: CreateOptions): Promise<{ id: number; label: string }> {
  if (nip !== undefined) {
    if (!isNip(nip)) throw new CommandFailed("NIP harus 18 angka.");
    const digits = normaliseNip(nip);
    const found = await personByNip(tx, tenant, digits, day);
    if (found) return { id: found.id, label: `${fullName(found)} (${maskNip(found.nip)})` };
    if (name === undefined) throw new CommandFailed("NIP itu belum ada pada data pegawai kota ini. Impor dulu, atau tambahkan --name.");
    if (nipFault(digits, status) !== null) throw new CommandFailed("NIP itu tidak sesuai susunannya. Periksa kembali angkanya, atau --status.");
    return { id: await addByConsole(tx, tenant, { nip: digits, name, status }, now), label: `${name} (${maskNip(digits)})` };
  }
  if (name === undefined) throw new CommandFailed("Sebutkan --nip atau --name.");
  const found = (await findPeople(tx, tenant, name, day)).filter((it) => !["pensiun", "pindah", "meninggal", "keluar"].includes(it.duty));
  const [only] = found;
  if (only && found.length === 1) return { id: only.id, label: `${fullName(only)} (${maskNip(only.nip)})` };
  if (only) throw new CommandFailed("Nama itu cocok dengan beberapa orang: sebutkan NIP-nya dengan --nip.");
  return { id: await addByConsole(tx, tenant, { nip: null, name, status: "LUAR_ASN" }, now), label: `${name} (di luar ASN)` };
}
