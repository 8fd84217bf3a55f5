import { Argument, type Command, Option } from "commander";
import type { Database } from "../../db/database.ts";
import { type GrantedRole, grantRole, grantsOf, revokeRole, roleNames } from "../../features/people/grants.ts";
import { fullName, maskNip, unitsNamed } from "../../features/people/person-store.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, longDay, personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { note } from "../note.ts";
import { planNotices } from "../notify.ts";

export interface RoleOptions extends CityOptions {
  nip?: string;
  unit?: string;
}

export const withPerson = (command: Command): Command => command.addOption(new Option("--nip <nip>", "whose right it is").makeOptionMandatory());

/** `people role grant|revoke|list`. */
export function addRoleCommands(role: Command, host: CommandHost): void {
  for (const [name, give] of [
    ["grant", true],
    ["revoke", false],
  ] as const) {
    withActor(withCity(withPerson(role.command(name).description(give ? "give a right for one year" : "take a right away"))))
      .addArgument(new Argument("<role>", "unit_officer: staff officer of one unit; officer: officer of the HR agency").choices(["unit_officer", "officer"]))
      .addOption(new Option("--unit <name>", "the staff officer's unit"))
      .action((which: GrantedRole, options: RoleOptions) => atCity(host, options, (desk) => changeRole(host, desk, which, give, options)));
  }
  withActor(withCity(role.command("list").description("who has which right, until when; the look is recorded"))).action((options: CityOptions) =>
    atCity(host, options, (desk) => listRoles(host, desk, options)),
  );
}

/** Gives or takes a right by another person's name; everybody concerned is told. */
export async function changeRole({ io }: CommandHost, desk: CityDesk, role: GrantedRole, give: boolean, options: RoleOptions): Promise<void> {
  const { app, tenant, now } = desk;
  const said = await app.db.transaction(async (tx) => {
    if (options.by === undefined) throw new CommandFailed("Sebutkan siapa yang memberi atau mencabut: --by NIP administrator.");
    const by = (await personNamed(tx, desk, options.by, "NIP pada --by")).id;
    const person = await personNamed(tx, desk, options.nip ?? "");
    const unitId = role === "unit_officer" ? await unitOf(tx, desk, options.unit) : null;
    const subject = { ...tenant, personId: person.id };
    const notices = give ? await grantRole(tx, subject, { role, unitId, by, now }) : await revokeRole(tx, subject, { role, unitId, by, now });
    const told = await planNotices(tx, app, tenant, notices, now);
    return `Hak ${roleNames[role]} ${give ? "diberikan kepada" : "dicabut dari"} ${fullName(person)}${give ? ", berlaku satu tahun." : ";"} ${told} orang diberi tahu lewat percakapannya.`;
  });
  io.out(`${said}\n`);
}

async function unitOf(tx: Database, { tenant }: CityDesk, name: string | undefined): Promise<number> {
  if (name === undefined) throw new CommandFailed("Sebutkan unitnya: --unit NAMA.");
  const units = await unitsNamed(tx, tenant, name);
  const [only] = units;
  if (only && units.length === 1) return only.id;
  const some = units.slice(0, 5).map((it) => it.name);
  throw new CommandFailed(only ? `Beberapa unit cocok; tulis lebih lengkap: ${some.join("; ")}` : "Tidak ada unit dengan nama itu pada data pegawai kota ini.");
}

/** Whoever runs the server may look without a name: it is written down as the console's. */
export async function listRoles({ io }: CommandHost, desk: CityDesk, { json, by: given }: CityOptions, only?: GrantedRole): Promise<void> {
  const { app, tenant, agency, now } = desk;
  const grants = await app.db.transaction(async (tx) => {
    const by = given === undefined ? null : await actorNamed(tx, desk, given);
    const found = (await grantsOf(tx, tenant, now)).filter((it) => only === undefined || it.role === only);
    await note(tx, desk, { by, about: [...new Set(found.map((it) => it.personId))], kind: "look", action: "list_roles", outcome: "seen" });
    return found;
  });
  for (const it of grants) {
    const unit = it.unit === null ? "" : ` ${it.unit}`;
    const text = `${fullName(it)} (${maskNip(it.nip)}): ${roleNames[it.role]}${unit}, sejak ${longDay(it.grantedAt, agency)} sampai ${longDay(it.expiresAt, agency)}, diberikan oleh ${it.grantedBy ?? "pengelola server"}`;
    io.out(json ? `${JSON.stringify({ ...it, name: fullName(it), nip: maskNip(it.nip) })}\n` : `${text}\n`);
  }
  if (!json) io.out(grants.length === 0 ? "Belum ada yang memegang hak.\n" : `${grants.length} hak berlaku\n`);
}
