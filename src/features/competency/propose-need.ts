import { z } from "zod";
import { type Context, capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Person } from "../../core/person.ts";
import type { Subject } from "../../core/personal-data.ts";
import { plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { type Brief, findPerson, subordinatesOf } from "../people/person-store.ts";
import { type GapItem, gapProfiles } from "./gap/gap.ts";
import { type Need, needsOf, proposeNeed, withdrawNeed } from "./need-store.ts";
import { needStateWords } from "./need-words.ts";
import { personNamed, shortNames } from "./team-list.ts";

const texts = {
  choose: (whose: string) => `Kebutuhan pelatihan mana yang ingin diusulkan untuk ${whose}?`,
  whom: "Untuk siapa kebutuhan pelatihan itu diusulkan?",
  you: "Anda",
  noGap: (whose: string) => `Belum ada kesenjangan yang diketahui untuk ${whose}, jadi belum ada yang dapat diusulkan.`,
  assess: { label: "Isi asesmen", full: "Isi asesmen mandiri" },
  rate: { label: "Nilai", full: "Nilai kompetensinya" },
  before: (lines: string[]) => ["Yang sudah diusulkan:", ...lines].join("\n"),
  line: (name: string, state: string, reason: string | null) => `• ${name}: ${state}${reason ? ` (${plain(reason)})` : ""}`,
  allProposed: (whose: string) => `Semua kebutuhan yang diketahui untuk ${whose} sudah diusulkan.`,
  notAsked: "Jabatan itu tidak meminta kompetensi ini, atau tidak ada kesenjangannya.",
  confirm: (name: string, whose: string, held: number, required: number) =>
    `Usulkan pelatihan *${name}* untuk ${whose} kepada BKPSDM? Yang dicatat: level kini ${held}, diminta ${required}.`,
  done: (name: string, whose: string) =>
    `Usulan kebutuhan *${name}* untuk ${whose} tercatat. BKPSDM memeriksanya, lalu merencanakan, menunda, atau menolak dengan alasan.`,
  already: (name: string, state: string) => `Kebutuhan *${name}* sudah pernah diusulkan; sekarang ${state}.`,
  withdraw: { label: "Batalkan usulan", full: "Batalkan usulan ini" },
  withdrawn: "Usulan itu dibatalkan.",
  tooLate: "Usulan itu sudah diproses atau sudah dibatalkan, jadi tidak dapat ditarik di sini.",
  confirmWithdraw: "Batalkan usulan kebutuhan ini?",
  notYours: "Usulan hanya dapat dibuat untuk diri sendiri atau bawahan langsung.",
};

/** Earlier ones in one message. */
const shownBefore = 5;
/** Most competencies offered at once. */
const offered = 6;

export const proposeNeedCapability = capability({
  id: "propose_need",
  about: "Mengusulkan kebutuhan pelatihan dari kesenjangan kompetensi.",
  phrases: ["usulkan kebutuhan pelatihan", "usul kebutuhan pelatihan"],
  roles: ["asn"],
  input: z.object({
    competency: z.string().max(60).optional(),
    /** One of those whom the asker leads; whoever is none of them is not meant. */
    name: z.string().trim().max(80).optional(),
    person: z.number().int().positive().optional(),
    withdraw: z.number().int().positive().optional(),
  }),

  async handle(context, { competency, name = "", person, withdraw }) {
    const { id, agency } = context.person as Person;
    const own = { cell: context.cell, agencyId: agency.id, personId: id };
    if (withdraw !== undefined) return takeBack(context, own, withdraw);
    const named = person === undefined && name !== "" ? await ledBy(context, own, name) : [];
    if (named.length > 1) return whichOf(named);
    const whose = await subject(context, own, person ?? named[0]?.id ?? id);
    if (competency === undefined) return offer(context, whose);
    return propose(context, whose, competency, id);
  },
});

/** Those of one's people who have this name. */
async function ledBy({ db, now, person }: Context, own: Subject, name: string): Promise<Brief[]> {
  const { roles, agency } = person as Person;
  return roles.includes("supervisor") ? personNamed(name, await subordinatesOf(db, own, localDate(now, agency.zone))) : [];
}

function whichOf(people: Brief[]): Outcome {
  const labels = shortNames(people.map((it) => it.name));
  const buttons = people.slice(0, offered).map((it, at) => ({
    label: labels[at] ?? "",
    full: [it.name, it.title].filter(Boolean).join(" — "),
    call: { capability: "propose_need", input: { person: it.id } },
  }));
  return { reply: { text: texts.whom, buttons }, code: "which", looked: people.slice(0, offered).map((it) => it.id) };
}

interface Whose {
  cell: number;
  agencyId: number;
  personId: number;
  /** How the person is spoken of. */
  name: string;
  own: boolean;
  items: GapItem[];
}

/** Oneself, or somebody whom one leads today; of a subordinate nothing that rests on their own word alone. */
async function subject({ db, now, person }: Context, own: { cell: number; agencyId: number; personId: number }, wanted: number): Promise<Whose> {
  const day = localDate(now, (person as Person).agency.zone);
  const mine = wanted === own.personId;
  const leads = (person as Person).roles.includes("supervisor");
  const allowed = mine || (leads && (await subordinatesOf(db, own, day)).some((it) => it.id === wanted));
  const record = allowed ? await findPerson(db, { ...own, personId: wanted }, day) : undefined;
  if (!record) throw new Fault("forbidden", texts.notYours, { capability: "propose_need" });
  const [profile] = await gapProfiles(db, own, [record], { day, without: mine ? undefined : "self" });
  const items = (profile?.items ?? []).filter((it) => it.gap > 0);
  return { ...own, personId: wanted, name: mine ? texts.you : `*${plain(record.name)}*`, own: mine, items };
}

async function offer({ db }: Context, whose: Whose): Promise<Outcome> {
  const { personId, items, name } = whose;
  const looked = whose.own ? [] : [personId];
  if (items.length === 0) {
    const next = whose.own
      ? { ...texts.assess, call: { capability: "assess", input: {} } }
      : { ...texts.rate, call: { capability: "rate_subordinate", input: { person: personId } } };
    return { reply: { text: texts.noGap(name), buttons: [next] }, code: "none", looked };
  }
  const all = await needsOf(db, whose, { personId });
  const open = all.filter((it) => it.state !== "refused" && it.state !== "withdrawn");
  // What somebody proposed for themselves, on their own word, is theirs alone to read again.
  const before = beforeText(whose.own ? all : all.filter((it) => it.proposedAs === "supervisor"));
  const left = items.filter((it) => !open.some((need) => need.competency === it.competency.id));
  if (left.length === 0) return { reply: { text: [texts.allProposed(name), ...before].join("\n\n") }, code: "all", looked };
  const labels = shortNames(left.map((it) => it.competency.name));
  const buttons = left.slice(0, offered).map(({ competency, held, required }, at) => ({
    label: labels[at] ?? "",
    full: `${competency.name} (${held} dari ${required})`,
    call: { capability: "propose_need", input: { competency: competency.id, ...(whose.own ? {} : { person: personId }) } },
  }));
  return { reply: { text: [...before, texts.choose(name)].join("\n\n"), buttons }, code: "offered", looked };
}

/** What has become of earlier ones, of each competency the newest; what was withdrawn is over. */
function beforeText(all: Need[]): string[] {
  const newest = new Map(all.filter((it) => it.state !== "withdrawn").map((it) => [it.competency, it]));
  const lines = [...newest.values()].slice(-shownBefore).map((it) => texts.line(plain(it.competencyName), needStateWords[it.state], it.reason));
  return lines.length > 0 ? [texts.before(lines)] : [];
}

async function propose({ db, now, confirmed }: Context, whose: Whose, id: string, proposerId: number): Promise<Outcome> {
  const item = whose.items.find((it) => it.competency.id === id);
  if (!item || item.held === null) throw new Fault("not_found", texts.notAsked, { competency: id });
  const { competency, held, required, official } = item;
  const input = { competency: id, ...(whose.own ? {} : { person: whose.personId }) };
  if (!confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(plain(competency.name), whose.name, held, required), input } };
  const need = {
    personId: whose.personId,
    competency: id,
    required,
    held,
    official,
    proposedAs: whose.own ? ("person" as const) : ("supervisor" as const),
    proposerId,
  };
  const number = await proposeNeed(db, whose, need, now);
  const name = plain(competency.name);
  if (number === undefined) return { reply: { text: texts.already(name, await stateOf(db, whose, id)) }, code: "already" };
  const undo = { ...texts.withdraw, call: { capability: "propose_need", input: { withdraw: number } } };
  return { reply: { text: texts.done(name, whose.name), buttons: [undo] }, code: "proposed" };
}

async function stateOf(db: Context["db"], whose: Whose, competency: string): Promise<string> {
  const needs = await needsOf(db, whose, { personId: whose.personId });
  return needStateWords[needs.findLast((it) => it.competency === competency)?.state ?? "proposed"];
}

async function takeBack({ db, now, confirmed }: Context, own: { cell: number; agencyId: number; personId: number }, id: number): Promise<Outcome> {
  if (!confirmed) return { reply: { text: "" }, ask: { question: texts.confirmWithdraw, input: { withdraw: id } } };
  const done = await withdrawNeed(db, own, id, now);
  return { reply: { text: done ? texts.withdrawn : texts.tooLate }, code: done ? "withdrawn" : "too_late" };
}
