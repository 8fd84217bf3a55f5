import { Argument, type Command, InvalidArgumentError } from "commander";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { type Decision, decideDegree, decisions, missingOf, openDegree } from "../../features/organise/degree/decide-degree.ts";
import { allDegrees, type Finding, findings, noteFinding, openDegreeStates } from "../../features/organise/degree/degree-store.ts";
import { degreeText } from "../../features/organise/degree/degree-study.ts";
import { type Requirement, requirementNames } from "../../features/organise/degree/requirements.ts";
import { briefsOf, fullName } from "../../features/people/person-store.ts";
import { withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { asOfficer, type ClassOptions, type ConsoleDesk, unmarked } from "./class-desk.ts";

interface Options extends ClassOptions {
  all?: boolean;
}

const needsReason = 'Alasan wajib untuk menunda atau menolak: --reason "…".';

const approved = "Pengajuan itu sudah disetujui, maka persyaratannya tidak diubah lagi. Tunda dulu dengan alasan bila perlu diperiksa ulang.";

const numberOf = (text: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `degree`: applications for degree study (tugas belajar): looked at requirement by requirement, then decided. */
export function addDegreeCommands(program: Command, host: CommandHost): void {
  const group = program.command("degree").description("applications for degree study: looked at requirement by requirement, then decided");
  const act = (name: string, description: string) => withActor(withCity(group.command(name).description(description)));
  act("list", "applications that go on; the look is recorded")
    .option("--all", "those that are over too")
    .action((options: Options) => asOfficer(host, options, "list_degrees", (desk) => list(desk, options)));
  act("check", "note what was found of a requirement")
    .argument("<number>", "from the list", numberOf)
    .addArgument(new Argument("<requirement>", "which").choices(requirementNames))
    .addArgument(new Argument("<finding>", "met, not met, or still open").choices(findings))
    .action((id: number, requirement: Requirement, finding: Finding, options: Options) =>
      asOfficer(host, options, "check_degree", (desk) => check(desk, id, requirement, finding)),
    );
  act("decide", "approve (once every requirement is met), defer or refuse; the person is told")
    .argument("<number>", "from the list", numberOf)
    .addArgument(new Argument("<decision>", "what becomes of it").choices(decisions))
    .option("--reason <words>", "needed to defer or refuse; the person reads it")
    .action((id: number, decision: Decision, options: Options) => asOfficer(host, options, "decide_degree", (desk) => decide(desk, id, decision, options)));
}

async function list(desk: ConsoleDesk, { all, json }: Options) {
  const found = (await allDegrees(desk.db, tenantOf(desk))).filter((it) => all || openDegreeStates.includes(it.state));
  const ids = found.map((it) => it.personId);
  const people = new Map((await briefsOf(desk.db, tenantOf(desk), ids, desk.city.day)).map((it) => [it.id, it]));
  const lines = found.map((it) => {
    const who = people.get(it.personId);
    const missing = missingOf(it);
    if (json) return JSON.stringify({ ...it, name: who && fullName(who), missing });
    return `${String(it.id).padStart(5)}  ${it.state}: ${who ? fullName(who) : ""}, ${degreeText(it)}; belum terpenuhi: ${missing.join(", ") || "tidak ada"}`;
  });
  return { said: [...lines, ...(json ? [] : [`${found.length} pengajuan`])].join("\n"), looked: ids, outcome: "seen" };
}

async function check(desk: ConsoleDesk, id: number, requirement: Requirement, finding: Finding) {
  const it = await openDegree(desk, id, desk.officerId);
  if (!(await noteFinding(desk.db, tenantOf(desk), id, { requirement, finding, by: desk.officerId }, desk.now))) throw new CommandFailed(approved);
  return { said: `Pengajuan ${id}, ${requirement.replaceAll("_", " ")}: ${finding}.`, looked: [it.personId], outcome: finding };
}

async function decide(desk: ConsoleDesk, id: number, decision: Decision, options: Options) {
  const it = await openDegree(desk, id, desk.officerId);
  const reason = options.reason?.trim() || null;
  if (decision !== "disetujui" && reason === null) throw new CommandFailed(needsReason);
  const letters = await decideDegree(desk, it, { decision, reason, by: desk.officerId });
  return { said: unmarked(`Pengajuan ${id} ${decision}: ${degreeText(it)}.`), letters, looked: [it.personId], outcome: decision };
}
