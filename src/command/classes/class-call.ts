import type { Command } from "commander";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { className } from "../../features/enrolment/words.ts";
import { callAll, readCalled } from "../../features/organise/nominate/call-people.ts";
import { applyQuotas } from "../../features/organise/nominate/call-units.ts";
import { quotasOf } from "../../features/organise/nominate/quota-store.ts";
import { readQuotas } from "../../features/organise/nominate/set-quota.ts";
import { withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { asOfficer, bytesAt, type ClassOptions, type ConsoleDesk, classCoded, unmarked } from "./class-desk.ts";

/** `class quota` and `class call`: who is to come, by unit and by name. */
export function addClassCalls(group: Command, host: CommandHost): void {
  withActor(withCity(group.command("quota").description("seats for which units propose names; the units' staff officers are written to")))
    .argument("<code>", "the class")
    .argument("[unit=seats...]", '"Dinas Kominfo=3"; 0 takes a quota away; nothing shows those there are')
    .action((code: string, units: string[], options: ClassOptions) => asOfficer(host, options, "set_quota", (desk) => quota(desk, code, units)));
  withActor(withCity(group.command("call").description("call people into a class: one name or NIP a line; nobody is called where one of them cannot be")))
    .argument("<code>", "the class")
    .argument("<file>", "a text file")
    .action((code: string, path: string, options: ClassOptions) =>
      asOfficer(host, options, "call_people", (desk) => call(desk, code, new TextDecoder().decode(bytesAt(host, path)))),
    );
}

async function quota(desk: ConsoleDesk, code: string, units: string[]) {
  const of = await classCoded(desk, code);
  if (units.length === 0) {
    const held = await quotasOf(desk.db, tenantOf(desk), [of.class.id]);
    return { said: [...held.map((it) => `${it.unit}: ${it.seats}${it.called ? "" : " (belum diminta)"}`), `${held.length} unit`].join("\n"), outcome: "seen" };
  }
  const { quotas, problems } = await readQuotas(desk, units.join("\n"));
  if (problems.length > 0) throw new CommandFailed(unmarked(problems.join("\n")));
  const { letters, silent } = await applyQuotas(desk, of, quotas);
  const note = silent.length > 0 ? ` Tanpa pengelola yang terhubung: ${silent.join(", ")}.` : "";
  return { said: `Kuota ${quotas.length} unit tercatat; ${letters.length} pengelola unit diberi tahu.${note}`, letters };
}

async function call(desk: ConsoleDesk, code: string, names: string) {
  const of = await classCoded(desk, code);
  const { good, bad } = await readCalled(desk, of, names, desk.officerId);
  // A file is corrected and handed in again: half of it done would be called twice, or forgotten.
  if (bad.length > 0) throw new CommandFailed(`Tidak seorang pun dipanggil. Perbaiki dulu:\n${unmarked(bad.join("\n"))}`);
  const letters = await callAll(desk, of, good, desk.officerId);
  return {
    said: unmarked(`${good.length} orang dipanggil ke ${className(of)}; ${letters.length} diberi tahu lewat percakapannya.`),
    letters,
    looked: good.map((it) => it.brief.id),
  };
}
