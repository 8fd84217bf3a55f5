import { type Command, InvalidArgumentError, Option } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { type Need, type NeedState, needStates, needsOf } from "../../features/competency/need-store.ts";
import { decideAndTell, type NeedDecision, needDecisions, needFor } from "../../features/organise/plan/decide-need.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { asOfficer } from "./class-desk.ts";

interface Options extends CityOptions {
  state?: NeedState;
  reason?: string;
}

const states: Record<NeedState, string> = {
  proposed: "diusulkan",
  verified: "diperiksa",
  planned: "direncanakan",
  deferred: "ditunda",
  refused: "ditolak",
  withdrawn: "dibatalkan",
};
const proposers: Record<Need["proposedAs"], string> = { person: "pegawai", supervisor: "atasan", unit: "unit" };

const texts = {
  count: (count: number) => `${count} kebutuhan`,
  reason: 'Alasan wajib untuk menunda atau menolak: --reason "…".',
  impossible: "Kebutuhan itu tidak ada, atau keadaannya sekarang tidak dapat diubah ke sana.",
  done: (id: number, state: string) => `Kebutuhan ${id} sekarang ${state}.`,
};

const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `needs`: what training people, supervisors and units have proposed, with its gap. Reports are Indonesian, for officers. */
export function addNeedCommands(program: Command, host: CommandHost): void {
  const needs = program.command("needs").description("training needs: proposed with their gap, then verified, planned, deferred or refused with a reason");
  withActor(withCity(needs.command("list").description("needs, oldest first; the look at people's gaps is recorded")))
    .addOption(new Option("--state <state>", "only these").choices(needStates))
    .action((options: Options) => atCity(host, options, (desk) => list(host, desk, options)));
  withActor(withCity(needs.command("decide").description("verify, plan, defer or refuse a need")))
    .argument("<id>", "its number", wholeNumber)
    .addArgument(needs.createArgument("<state>", "what becomes of it").choices(needDecisions))
    .option("--reason <words>", "needed to defer or refuse; the person and the proposer read it")
    .action((id: number, state: NeedDecision, options: Options) => decide(host, id, state, options));
}

async function list({ io }: CommandHost, desk: CityDesk, options: Options): Promise<void> {
  const { app, tenant, agency, now } = desk;
  const needs = await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const found = await needsOf(tx, tenant, { state: options.state });
    const people = [...new Set(found.map((it) => it.personId))].filter((it) => it !== by);
    const looks = people.map((subjectId) => ({
      agencyId: agency.id,
      at: now.toString(),
      kind: "look" as const,
      actorId: by,
      subjectId,
      action: "list_needs",
      outcome: "seen",
    }));
    await writeAudits(tx, [{ ...auditOf(desk, by), capability: "list_needs", outcome: "seen", ledger: looks }]);
    return found;
  });
  for (const it of needs) {
    io.out(options.json ? `${JSON.stringify(it)}\n` : `${lineOf(it)}\n`);
    await io.drained();
  }
  if (!options.json) io.out(`${texts.count(needs.length)}\n`);
}

function lineOf(it: Need): string {
  const gap = `${it.competencyName} ${it.held ?? "–"} dari ${it.required} (${it.official ? "uji resmi" : "perkiraan"})`;
  const reason = it.reason ? `: ${it.reason}` : "";
  return `${String(it.id).padStart(6)}  ${states[it.state]}${reason} — ${it.name}, ${it.unit ?? "unit belum tercatat"}: ${gap}; diusulkan ${proposers[it.proposedAs]} ${it.proposedOn}`;
}

async function decide(host: CommandHost, id: number, state: NeedDecision, options: Options): Promise<void> {
  const reason = options.reason?.trim() || null;
  if ((state === "deferred" || state === "refused") && reason === null) throw new CommandFailed(texts.reason);
  await asOfficer(host, options, "decide_need", async (desk) => {
    const need = await needFor(desk, id, desk.officerId);
    const letters = await decideAndTell(desk, need, { state, reason, officerId: desk.officerId });
    return { said: texts.done(id, states[state]), letters, looked: [need.personId], outcome: state };
  });
}

const auditOf = ({ tenant, now }: CityDesk, by: number | null) => ({
  cell: tenant.cell,
  at: now.toString(),
  agency_id: tenant.agencyId,
  conversation: null,
  person_id: by,
});
