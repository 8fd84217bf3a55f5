import type { Letter } from "../../core/channel.ts";
import { plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { gapProfiles } from "../competency/gap.ts";
import { holdsOn } from "../people/authority.ts";
import { delegationsOf } from "../people/authority-store.ts";
import { fullName, type PersonRecord } from "../people/person-store.ts";
import type { ClassOf } from "./class-of.ts";
import type { Enrolment } from "./enrolment-store.ts";
import { type Desk, letterTo, tenantOf } from "./promote.ts";
import { className, decidingFacts, moment } from "./words.ts";

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
 * is asked. What it says of the person's level, a leader may see.
 */
export async function askLeader(desk: Desk, of: ClassOf, it: Enrolment, person: PersonRecord): Promise<Letter[]> {
  if (it.state !== "menunggu_atasan" || it.approverId === null) return [];
  const tenant = tenantOf(desk);
  const day = localDate(desk.now, desk.agency.zone);
  const delegates = (await delegationsOf(desk.db, tenant, [it.approverId])).filter((one) => holdsOn(one, day)).map((one) => one.delegateId);
  const reply = { text: await askText(desk, of, it, person, day), buttons: decisionButtons(it.id) };
  const letters: Letter[] = [];
  for (const id of new Set([it.approverId, ...delegates])) {
    if (id !== person.id) letters.push(...(await letterTo(desk, it, `menunggu_atasan:${id}`, reply, id)));
  }
  return letters;
}

async function askText(desk: Desk, of: ClassOf, it: Enrolment, person: PersonRecord, day: string): Promise<string> {
  const { zone } = desk.agency;
  const [profile] = await gapProfiles(desk.db, tenantOf(desk), [person], { day, without: "self" });
  const gains = of.training.targets.flatMap(({ competency }) => {
    const item = profile?.items.find((one) => one.competency.id === competency);
    return item ? [texts.develops(plain(item.competency.name), item.held, item.required)] : [];
  });
  const asked = texts.ask(plain(fullName(person)), person.positions[0] ? plain(person.positions[0].title) : null, className(of), decidingFacts(of, zone));
  const until = it.dueAt === null ? [] : [texts.until(moment(it.dueAt, zone, of.class.zone))];
  return [asked, gains.join("\n"), ...until].filter(Boolean).join("\n\n");
}

/** Decide by one tap, or ask first. */
export const decisionButtons = (enrolment: number) => [
  { label: texts.approve, call: { capability: "approve_enrolment", input: { enrolment } } },
  { label: texts.refuse, call: { capability: "refuse_enrolment", input: { enrolment } } },
  { label: texts.askBack, call: { capability: "ask_applicant", input: { enrolment } } },
];
