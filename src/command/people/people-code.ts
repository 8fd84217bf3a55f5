import type { Command } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { clockTime, localDate, longDate } from "../../core/time.ts";
import type { Database } from "../../db/database.ts";
import { type CodePurpose, issueCode } from "../../features/people/link/code.ts";
import { fullName, maskNip } from "../../features/people/person-store.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";

export function addPeopleCode(people: Command, host: CommandHost): void {
  withActor(
    withCity(people.command("code").description("print a one-time code with which one person links their chat; hand it over in person, to nobody else")),
  )
    .argument("<nip>", "whose")
    .action((nip: string, options: CityOptions) => atCity(host, options, (desk) => code(host, desk, nip, options)));
}

async function code({ io }: CommandHost, desk: CityDesk, nip: string, options: CityOptions): Promise<void> {
  const { app } = desk;
  const printed = await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const person = await personNamed(tx, desk, nip);
    if (person.id === by) throw new CommandFailed("Kode untuk diri sendiri diterbitkan oleh petugas lain.");
    if (["pindah", "meninggal", "keluar"].includes(person.duty)) throw new CommandFailed("Orang ini tidak lagi bertugas menurut data pegawai.");
    return `${await issued(tx, desk, person.id, "link", by)}Untuk: ${fullName(person)} (${maskNip(person.nip)})\n`;
  });
  io.out(printed);
}

/** Issues a code and says it once. The code is in no log and in no table. */
export async function issued(tx: Database, { tenant, agency, now }: CityDesk, personId: number, purpose: CodePurpose, by: number | null): Promise<string> {
  const { code: text, expiresAt } = await issueCode(tx, { ...tenant, personId }, { purpose, issuedBy: by, now });
  const at = now.toString();
  const ledger = [{ agencyId: agency.id, at, kind: "link" as const, actorId: by, subjectId: personId, action: "issue_code", outcome: purpose }];
  await writeAudits(tx, [
    { cell: tenant.cell, at, agency_id: agency.id, conversation: null, person_id: by, capability: "issue_code", outcome: purpose, ledger },
  ]);
  return `Kode tautan (sekali pakai): ${text}\nBerlaku sampai ${longDate(localDate(expiresAt, agency.zone))} ${clockTime(expiresAt, agency.zone)}. Kirim kode ini ke Kawan ASN dari percakapan yang ingin ditautkan. Kode tidak dapat ditampilkan lagi.\n`;
}
