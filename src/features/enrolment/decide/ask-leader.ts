import type { Letter } from "../../../core/channel.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { type GapProfile, gapProfiles } from "../../competency/gap/gap.ts";
import { holdsOn } from "../../people/authority.ts";
import { delegationsOf } from "../../people/authority-store.ts";
import { fullName, type PersonRecord } from "../../people/person-store.ts";
import type { ClassOf } from "../class-of.ts";
import type { Enrolment } from "../enrolment-store.ts";
import { type Desk, lettersAbout, tenantOf } from "../seats/promote.ts";
import { className, heldFacts, moment } from "../words.ts";

const texts = {
  ask: (name: string, title: string | null, training: string, facts: string) => `*${name}*${title ? ` (${title})` : ""} ingin mengikuti ${training}.\n${facts}`,
  develops: (name: string, held: number | null, required: number) =>
    held === null ? `${name}: jabatan meminta level ${required}, belum dinilai` : `${name}: sekarang level ${held}, jabatan meminta ${required}`,
  until: (when: string) => `Kursi disimpan sampai ${when}. Bila belum diputuskan sampai saat itu, petugas BKPSDM yang menanganinya.`,
  approve: "Setujui",
  refuse: "Tolak",
  askBack: "Tanya dulu",
};

/**
 * The one message by which a leader can decide, to the leader and to whoever stands in for the leader today (F7); none where no leader
 * is asked, or not before working time begins. What it says of the person's level, a leader may see.
 */
export async function askLeader(desk: Desk, of: ClassOf, it: Enrolment, person: PersonRecord): Promise<Letter[]> {
  return (await askLeaders(desk, of, [{ it, person }])).get(it.id) ?? [];
}

/** The same for many, by enrolment. */
export async function askLeaders(desk: Desk, of: ClassOf, asking: { it: Enrolment; person: PersonRecord }[]): Promise<Map<number, Letter[]>> {
  const asked = asking.flatMap(({ it, person }) => {
    const { state, approverId, tellAt } = it;
    return state === "menunggu_atasan" && approverId !== null && tellAt === null ? [{ it, person, approverId }] : [];
  });
  if (asked.length === 0) return new Map();
  const tenant = tenantOf(desk);
  const day = localDate(desk.now, desk.agency.zone);
  const leaders = [...new Set(asked.map((it) => it.approverId))];
  const delegations = (await delegationsOf(desk.db, tenant, leaders)).filter((one) => holdsOn(one, day));
  const people = asked.map((it) => it.person);
  const profiles = await gapProfiles(desk.db, tenant, people, { day, without: "self" });
  const notices = asked.flatMap(({ it, person, approverId }, at) => {
    const reply = { text: askText(desk, of, it, person, profiles[at]), buttons: decisionButtons(it.id) };
    const delegates = delegations.filter((one) => one.leaderId === approverId).map((one) => one.delegateId);
    const deciders = [...new Set([approverId, ...delegates])].filter((id) => id !== person.id);
    return deciders.map((personId) => ({ it, about: `menunggu_atasan:${personId}`, reply, personId }));
  });
  const letters = await lettersAbout(desk, notices);
  const told = new Map<number, Letter[]>();
  for (const [at, { it }] of notices.entries()) told.set(it.id, [...(told.get(it.id) ?? []), ...(letters[at] ?? [])]);
  return told;
}

function askText(desk: Desk, of: ClassOf, it: Enrolment, person: PersonRecord, profile: GapProfile | undefined): string {
  const { zone } = desk.agency;
  const gains = of.training.targets.flatMap(({ competency }) => {
    const item = profile?.items.find((one) => one.competency.id === competency);
    return item ? [texts.develops(plain(item.competency.name), item.held, item.required)] : [];
  });
  const asked = texts.ask(plain(fullName(person)), person.positions[0] ? plain(person.positions[0].title) : null, className(of), heldFacts(of, zone));
  const until = it.dueAt === null ? [] : [texts.until(moment(it.dueAt, zone, of.class.zone))];
  return [asked, gains.join("\n"), ...until].filter(Boolean).join("\n\n");
}

/** Decide by one tap, or ask first. */
export const decisionButtons = (enrolment: number) => [
  { label: texts.approve, call: { capability: "approve_enrolment", input: { enrolment } } },
  { label: texts.refuse, call: { capability: "refuse_enrolment", input: { enrolment } } },
  { label: texts.askBack, call: { capability: "ask_applicant", input: { enrolment } } },
];
