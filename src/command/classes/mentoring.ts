import { Argument, type Command, InvalidArgumentError } from "commander";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { endLetters } from "../../features/organise/mentoring/ended.ts";
import { allMentorings, beginMentoring, endMentoring, lockMentoring, meetingsOf } from "../../features/organise/mentoring/mentoring-store.ts";
import { lettersTo } from "../../features/people/link/letters.ts";
import { briefsOf, fullName } from "../../features/people/person-store.ts";
import { personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { asOfficer, type ClassOptions, type ConsoleDesk } from "./class-desk.ts";

interface Options extends ClassOptions {
  goal?: string;
  all?: boolean;
}

const texts = {
  same: "Mentor dan peserta harus dua orang yang berbeda.",
  goal: 'Tujuan wajib diisi, 5 sampai 200 huruf: --goal "…".',
  twice: "Pasangan ini sudah mempunyai mentoring yang berjalan.",
  gone: "Mentoring itu tidak ada, atau sudah berakhir.",
  mentor: (name: string, goal: string) =>
    `Anda menjadi mentor bagi *${name}*. Tujuan: ${goal}\nCatat tiap pertemuan dengan /mentoring; pasangan Anda membenarkannya.`,
  mentee: (name: string, goal: string) =>
    `Mentor Anda: *${name}*. Tujuan: ${goal}\nCatat tiap pertemuan dengan /mentoring; pasangan Anda membenarkannya, lalu JP-nya dihitung.`,
};

const numberOf = (text: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `mentoring`: who learns what from whom; the two log their meetings in chat, and JP follow from those that both vouch for. */
export function addMentoringCommands(program: Command, host: CommandHost): void {
  const group = program.command("mentoring").description("pairs of mentor and mentee: the two log their meetings in chat and vouch for them");
  const act = (name: string, description: string) => withActor(withCity(group.command(name).description(description)));
  act("new", "begin one; both are told")
    .argument("<mentor>", "NIP")
    .argument("<mentee>", "NIP")
    .option("--goal <words>", "what is to be learnt; both read it")
    .action((mentor: string, mentee: string, options: Options) => asOfficer(host, options, "begin_mentoring", (desk) => begin(desk, mentor, mentee, options)));
  act("list", "those that go on, with their meetings; the look is recorded")
    .option("--all", "those that are over too")
    .action((options: Options) => asOfficer(host, options, "list_mentorings", (desk) => list(desk, options)));
  act("end", "end one; what was credited stays, both are told what still waits")
    .argument("<number>", "from the list", numberOf)
    .addArgument(new Argument("<how>", "reached its goal, or was given up").choices(["selesai", "batal"]))
    .action((id: number, how: "selesai" | "batal", options: Options) =>
      asOfficer(host, options, "end_mentoring", async (desk) => {
        const tenant = tenantOf(desk);
        const ended = (await endMentoring(desk.db, tenant, id, how, desk.now)) ? await lockMentoring(desk.db, tenant, id) : undefined;
        if (!ended) throw new CommandFailed(texts.gone);
        const letters = await endLetters(desk.db, tenant, ended, desk.city.day, desk.now);
        return { said: `Mentoring ${id}: ${how}.`, letters, looked: [ended.mentorId, ended.menteeId], outcome: how };
      }),
    );
}

async function begin(desk: ConsoleDesk, mentorNip: string, menteeNip: string, options: Options) {
  const { db, now, city } = desk;
  const tenant = tenantOf(desk);
  const goal = options.goal?.trim() ?? "";
  if (goal.length < 5 || goal.length > 200) throw new CommandFailed(texts.goal);
  const [mentor, mentee] = [await personNamed(db, city, mentorNip, "NIP mentor"), await personNamed(db, city, menteeNip, "NIP peserta")];
  if (mentor.id === mentee.id) throw new CommandFailed(texts.same);
  const id = await beginMentoring(db, tenant, { mentorId: mentor.id, menteeId: mentee.id, goal, since: city.day }, { by: desk.officerId, now });
  if (id === null) throw new CommandFailed(texts.twice);
  const tell = (personId: number, text: string) =>
    lettersTo(db, { ...tenant, personId }, { reply: { text }, key: `mentoring:${tenant.agencyId}:${id}:${personId}`, intent: "notice", now });
  const letters = [...(await tell(mentor.id, texts.mentor(fullName(mentee), goal))), ...(await tell(mentee.id, texts.mentee(fullName(mentor), goal)))];
  return { said: `Mentoring ${id} dicatat: ${fullName(mentor)} membimbing ${fullName(mentee)}.`, letters, looked: [mentor.id, mentee.id], outcome: "begun" };
}

async function list(desk: ConsoleDesk, { all, json }: Options) {
  const tenant = tenantOf(desk);
  const found = (await allMentorings(desk.db, tenant)).filter((it) => all || it.state === "berjalan");
  const ids = [...new Set(found.flatMap((it) => [it.mentorId, it.menteeId]))];
  const names = new Map((await briefsOf(desk.db, tenant, ids, desk.city.day)).map((it) => [it.id, fullName(it)]));
  const meetings = await meetingsOf(
    desk.db,
    tenant,
    found.map((it) => it.id),
  );
  const lines = found.map((it) => {
    const agreed = meetings.filter((one) => one.mentoringId === it.id && one.agreed).length;
    const [mentor, mentee] = [names.get(it.mentorId) ?? "", names.get(it.menteeId) ?? ""];
    if (json) return JSON.stringify({ ...it, mentor, mentee, meetings: agreed });
    return `${String(it.id).padStart(5)}  ${it.state}: ${mentor} → ${mentee}, ${it.goal}; ${agreed} pertemuan diakui`;
  });
  return { said: [...lines, ...(json ? [] : [`${found.length} mentoring`])].join("\n"), looked: ids, outcome: "seen" };
}
