import { z } from "zod";
import { type Context, capability } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { shortDate } from "../../training/when.ts";
import { type Edition, type Meeting, type Mentoring, meetingsOf, mentoringsOf } from "./mentoring-store.ts";

const texts = {
  none: "Anda belum mempunyai mentoring. Pasangan mentor dan peserta dicatat petugas BKPSDM.",
  mentor: (name: string) => `Mentor Anda: *${plain(name)}*`,
  mentee: (name: string) => `Anda membimbing *${plain(name)}*`,
  goal: (goal: string) => `Tujuan: ${plain(goal)}`,
  count: (agreed: number, last: string) => `${agreed} pertemuan diakui${last === "" ? "" : `, terakhir ${last}`}.`,
  noMeeting: "Belum ada pertemuan yang diakui.",
  waits: (day: string, about: string) => `Menunggu jawaban Anda: ${day}, ${plain(about)}`,
  sent: (day: string) => `Menunggu jawaban pasangan Anda: ${day}`,
  over: { berjalan: "", selesai: "(selesai)", batal: "(dihentikan)" },
  log: "Catat pertemuan",
  yes: "Benar",
  no: "Bukan",
};

/** Pairs on one screen. */
const shown = 4;

/** The other one of a pair. */
export const otherOf = (it: Mentoring, personId: number): number => (it.mentorId === personId ? it.menteeId : it.mentorId);

/** The names of these people with their titles; who has gone from the register has none. */
export async function namesOf({ db, cell, now }: Context, { agency }: Person, ids: number[]): Promise<Map<number, string>> {
  const people = await briefsOf(db, { cell, agencyId: agency.id }, ids, localDate(now, agency.zone));
  return new Map(people.map((it) => [it.id, fullName(it)]));
}

/** By which the other one vouches for a meeting as it reads now. */
export const answerButtons = ({ id, loggedAt }: Edition, about = ""): Button[] =>
  [true, false].map((agreed) => {
    const label = agreed ? texts.yes : texts.no;
    return { label, ...(about && { full: `${label}: ${about}` }), call: { capability: "answer_meeting", input: { meeting: id, seen: loggedAt, agreed } } };
  });

export const myMentoring = capability({
  id: "my_mentoring",
  about: "Menampilkan mentoring Anda: pasangan, tujuan, dan pertemuan yang sudah diakui.",
  command: "mentoring",
  phrases: ["mentoring saya", "mentor saya", "catatan mentoring"],
  roles: ["asn"],
  input: z.object({}),

  async handle(context) {
    const who = context.person as Person;
    const tenant = { cell: context.cell, agencyId: who.agency.id };
    const every = await mentoringsOf(context.db, { ...tenant, personId: who.id });
    if (every.length === 0) return { reply: { text: texts.none }, code: "none" };
    const meetings = await meetingsOf(
      context.db,
      tenant,
      every.map((it) => it.id),
    );
    const waits = new Set(meetings.filter((one) => one.agreed === null).map((one) => one.mentoringId));
    // What goes on first, then what is over with meetings that still wait.
    const rank = (it: Mentoring) => (it.state === "berjalan" ? 0 : answerable(it) && waits.has(it.id) ? 1 : 2);
    const all = every.toSorted((a, b) => rank(a) - rank(b)).slice(0, shown);
    const others = all.map((it) => otherOf(it, who.id));
    const names = await namesOf(context, who, others);
    const own = (it: Mentoring) => meetings.filter((one) => one.mentoringId === it.id);
    const entries = all.map((it) => entry(it, own(it), names.get(otherOf(it, who.id)) ?? "", who.id));
    const going = all.filter((it) => it.state === "berjalan");
    const buttons = [
      ...all.filter(answerable).flatMap((it) =>
        own(it)
          .filter((one) => asks(one, who.id))
          .flatMap((one) => answerButtons(one, shortDate(one.heldOn))),
      ),
      ...going.map((it) => logButton(it, going.length > 1 ? (names.get(otherOf(it, who.id)) ?? "") : "")),
    ];
    return { reply: { text: entries.join("\n\n"), buttons: buttons.slice(0, 8) }, looked: others, code: "shown" };
  },
});

/** Whether its meetings may still be answered: one given up counts nothing more. */
export const answerable = (it: Mentoring): boolean => it.state !== "batal";
const asks = (it: Meeting, personId: number): boolean => it.agreed === null && it.loggedBy !== personId;

const logButton = (it: Mentoring, name: string): Button => ({
  label: texts.log,
  ...(name && { full: `${texts.log}: ${name}` }),
  call: { capability: "log_meeting", input: { mentoring: it.id } },
});

function entry(it: Mentoring, meetings: Meeting[], name: string, personId: number): string {
  const agreed = meetings.filter((one) => one.agreed);
  const last = agreed.at(-1);
  const open = meetings.filter((one) => one.agreed === null && answerable(it));
  return [
    `${(it.menteeId === personId ? texts.mentor : texts.mentee)(name)} ${texts.over[it.state]}`.trim(),
    texts.goal(it.goal),
    last ? texts.count(agreed.length, shortDate(last.heldOn)) : texts.noMeeting,
    ...open.map((one) => (asks(one, personId) ? texts.waits(shortDate(one.heldOn), one.about) : texts.sent(shortDate(one.heldOn)))),
  ].join("\n");
}
