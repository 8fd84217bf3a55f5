import { type Command, InvalidArgumentError } from "commander";
import { longDate, parseDate } from "../../core/time.ts";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { allCommunities, beginCommunity, communityOf, endCommunity, membersOf, renewAgreement } from "../../features/organise/community/community-store.ts";
import { agreementLine } from "../../features/organise/community/my-communities.ts";
import { sessionsOf } from "../../features/organise/community/session-store.ts";
import { addressesOf } from "../../features/people/link/letters.ts";
import { briefsOf, fullName } from "../../features/people/person-store.ts";
import { personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { asOfficer, type ClassOptions, type ConsoleDesk, unmarked } from "./class-desk.ts";

interface Options extends ClassOptions {
  host?: string;
  partner?: string;
  agreement?: string;
  until?: string;
  all?: boolean;
}

const texts = {
  topic: "Topik 5 sampai 120 huruf.",
  host: "Sebutkan tuan rumahnya: --host NIP.",
  partner: 'Mitra memerlukan perjanjian dan hari terakhirnya: --partner "…" --agreement "nomor atau judul" --until 2027-06-30.',
  long: "Nama mitra dan perjanjian paling panjang 200 huruf.",
  until: "Hari terakhir perjanjian harus tanggal yang belum lewat: --until 2027-06-30.",
  twice: "Komunitas dengan topik ini sudah berjalan.",
  gone: "Komunitas itu tidak ada, atau sudah selesai.",
  notRenewed: "Komunitas itu tidak ada, sudah selesai, atau tidak mempunyai mitra.",
  hosts: (topic: string) => `Anda menjadi tuan rumah komunitas belajar *${topic}*. Anggota, pertemuan, dan praktik yang dibagikan: /komunitas.`,
  renewed: (topic: string, day: string) => `Perjanjian komunitas *${topic}* diperpanjang sampai ${day}. Kegiatan dapat dilanjutkan.`,
  ended: (topic: string) => `Komunitas *${topic}* sudah selesai. JP yang tercatat tetap ada di /jp. Terima kasih sudah berbagi.`,
};

const numberOf = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `community`: people who exchange what they know; they join, meet and share in chat, and JP follow from the sessions attended. */
export function addCommunityCommands(program: Command, host: CommandHost): void {
  const group = program.command("community").description("communities of exchange: a topic, a host, perhaps a partner by an agreement");
  const act = (name: string, description: string) => withActor(withCity(group.command(name).description(description)));
  act("new", "begin one; its host is told")
    .argument("<topic>", "what is exchanged")
    .option("--host <nip>", "who leads it, notes sessions and answers for shared notes")
    .option("--partner <name>", "with whom")
    .option("--agreement <words>", "number or title of the agreement with the partner")
    .option("--until <date>", "last day of the agreement")
    .action((topic: string, options: Options) => asOfficer(host, options, "begin_community", (desk) => begin(desk, topic, options)));
  act("list", "those that go on; an agreement that ends within 30 days is warned of")
    .option("--all", "those that are over too")
    .action((options: Options) => asOfficer(host, options, "list_communities", (desk) => list(desk, options)));
  act("renew", "let the agreement run on; its host is told")
    .argument("<number>", "from the list", numberOf)
    .requiredOption("--until <date>", "last day of the agreement")
    .option("--agreement <words>", "number or title, where it is a new one")
    .action((id: number, options: Options) => asOfficer(host, options, "renew_community", (desk) => renew(desk, id, options)));
  act("end", "end one; its members are told, and what was credited stays")
    .argument("<number>", "from the list", numberOf)
    .action((id: number, options: Options) => asOfficer(host, options, "end_community", (desk) => end(desk, id)));
}

async function begin(desk: ConsoleDesk, words: string, { host, partner, agreement, until }: Options) {
  const { db, now, city } = desk;
  const tenant = tenantOf(desk);
  const topic = words.trim().replace(/\s+/g, " ");
  if (topic.length < 5 || topic.length > 120) throw new CommandFailed(texts.topic);
  if (host === undefined) throw new CommandFailed(texts.host);
  const given = [partner, agreement, until].map((it) => it?.trim() || null);
  if (given.some((it) => it !== null) && given.some((it) => it === null)) throw new CommandFailed(texts.partner);
  const agreed = { partner: short(given[0]), agreement: short(given[1]), agreementUntil: given[2] ? lastDay(desk, given[2]) : null };
  const lead = await personNamed(db, city, host, "NIP tuan rumah");
  const id = await beginCommunity(db, tenant, { topic, hostId: lead.id, ...agreed, since: city.day }, { by: desk.officerId, now });
  if (id === null) throw new CommandFailed(texts.twice);
  const letters = await tell(desk, [lead.id], `${id}:host`, texts.hosts(topic));
  return { said: `Komunitas ${id} dicatat: ${topic}, tuan rumah ${fullName(lead)}.`, letters, looked: [lead.id], outcome: "begun" };
}

async function list(desk: ConsoleDesk, { all, json }: Options) {
  const tenant = tenantOf(desk);
  const found = (await allCommunities(desk.db, tenant)).filter((it) => all || it.state === "berjalan");
  const hosts = [...new Set(found.map((it) => it.hostId))];
  const names = new Map((await briefsOf(desk.db, tenant, hosts, desk.city.day)).map((it) => [it.id, fullName(it)]));
  const lines: string[] = [];
  for (const it of found) {
    const sessions = (await sessionsOf(desk.db, tenant, it.id)).length;
    const host = names.get(it.hostId) ?? "";
    const agreement = it.state === "berjalan" ? agreementLine(it, desk.city.day) : null;
    if (json) lines.push(JSON.stringify({ ...it, host, sessions, agreementNote: agreement }));
    else
      lines.push(
        `${String(it.id).padStart(5)}  ${it.state}: ${it.topic}, tuan rumah ${host}; ${it.members} anggota, ${sessions} pertemuan`,
        ...(agreement === null ? [] : [`       ${unmarked(agreement)} (${it.agreement})`]),
      );
  }
  return { said: [...lines, ...(json ? [] : [`${found.length} komunitas`])].join("\n"), looked: hosts, outcome: "seen" };
}

async function renew(desk: ConsoleDesk, id: number, { until = "", agreement }: Options) {
  const day = lastDay(desk, until);
  const tenant = tenantOf(desk);
  if (!(await renewAgreement(desk.db, tenant, id, { until: day, agreement: short(agreement?.trim() || null) }, desk.now)))
    throw new CommandFailed(texts.notRenewed);
  const it = await communityOf(desk.db, tenant, id);
  const letters = it ? await tell(desk, [it.hostId], `${id}:renewed:${day}`, texts.renewed(it.topic, longDate(day))) : [];
  return { said: `Komunitas ${id}: perjanjian sampai ${longDate(day)}.`, letters, outcome: "renewed" };
}

async function end(desk: ConsoleDesk, id: number) {
  const tenant = tenantOf(desk);
  const it = await communityOf(desk.db, tenant, id);
  if (!it || !(await endCommunity(desk.db, tenant, id, desk.now))) throw new CommandFailed(texts.gone);
  const members = await membersOf(desk.db, tenant, id);
  return { said: `Komunitas ${id}: selesai.`, letters: await tell(desk, members, `${id}:ended`, texts.ended(it.topic)), outcome: "ended" };
}

async function tell(desk: ConsoleDesk, people: number[], about: string, text: string) {
  const addresses = await addressesOf(desk.db, tenantOf(desk), people, desk.now);
  return [...addresses].map(([id, to]) => ({ to, key: `community:${desk.agency.id}:${about}:${id}`, reply: { text }, intent: "notice" as const }));
}

/** The last day of an agreement that has not run out. Throws `CommandFailed`. */
function lastDay({ city }: ConsoleDesk, text: string): string {
  const day = parseDate(text);
  if (day === null || day < city.day) throw new CommandFailed(texts.until);
  return day;
}

function short(text: string | null | undefined): string | null {
  if (text && text.length > 200) throw new CommandFailed(texts.long);
  return text ?? null;
}
