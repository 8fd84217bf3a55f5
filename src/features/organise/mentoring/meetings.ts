import { z } from "zod";
import { type Context, capability } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { plain, type Reply } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { readSpan } from "../../completion/handed/read-parts.ts";
import { lettersTo } from "../../people/link/letters.ts";
import {
  answerMeetingOnce,
  creditMeetings,
  logMeeting as keepMeeting,
  lockMentoring,
  type Mentoring,
  meetingsOf,
  mentoringOfMeeting,
} from "./mentoring-store.ts";
import { answerable, answerButtons, namesOf, otherOf } from "./my-mentoring.ts";

const texts = {
  gone: "Mentoring itu tidak ada, sudah berakhir, atau bukan mentoring Anda.",
  when: "Kapan pertemuannya? Misalnya *20/11/2026*.",
  unclear: "Tanggalnya belum jelas, atau di luar masa mentoring. Tulis satu hari yang sudah lewat atau hari ini, misalnya *20/11/2026*.",
  about: "Apa yang dibahas? Satu kalimat cukup; pasangan Anda akan membacanya.",
  aboutAgain: "Mohon ditulis dalam satu kalimat, 3 sampai 300 huruf. Apa yang dibahas?",
  confirm: (name: string, day: string, about: string) => `Catat pertemuan dengan *${plain(name)}*?\n${day}: ${plain(about)}`,
  twice: "Pertemuan pada hari itu sudah tercatat. Lihat dengan /mentoring.",
  done: (name: string) => `Tercatat. Pertemuan ini dihitung setelah *${plain(name)}* membenarkannya.`,
  asked: (name: string, day: string, about: string) => `*${plain(name)}* mencatat pertemuan mentoring dengan Anda pada ${day}: ${plain(about)}\nBenarkah?`,
  answered: "Pertemuan itu sudah dijawab. Lihat dengan /mentoring.",
  rewritten: "Pertemuan itu sudah dicatat ulang. Baca dahulu catatan yang baru: /mentoring.",
  own: "Pertemuan itu Anda sendiri yang mencatat; pasangan Anda yang membenarkannya.",
  agreed: "Terima kasih. Pertemuan itu diakui.",
  denied: "Tercatat bahwa pertemuan itu tidak terjadi. Tidak ada yang dihitung.",
  told: (name: string, day: string, agreed: boolean) =>
    agreed
      ? `*${plain(name)}* membenarkan pertemuan mentoring ${day}.`
      : `*${plain(name)}* menjawab bahwa pertemuan mentoring ${day} tidak terjadi. Bila keliru, bicarakan lalu catat lagi.`,
  jp: "JP-nya masuk ke rekap Anda menurut tabel konversi: /jp.",
  note: (count: number) => `${count} pertemuan, dicatat satu pihak dan dibenarkan pihak lain`,
  status: { label: "Mentoring saya", call: { capability: "my_mentoring", input: {} } },
};

const Id = z.number().int().positive();

/** Longest that a chat delivers: what is too long for us is asked for again, not refused at the gate. */
const longestText = 65_536;
const longestDate = 60;

/** Somebody's own mentoring, locked, while it may be written to. Throws `Fault` for any other. */
async function ownMentoring(
  { db, cell }: Context,
  { id, agency }: Person,
  mentoring: number | undefined,
  open: (it: Mentoring) => boolean,
): Promise<Mentoring> {
  const it = mentoring === undefined ? undefined : await lockMentoring(db, { cell, agencyId: agency.id }, mentoring);
  if (!it || !open(it) || (it.mentorId !== id && it.menteeId !== id)) throw new Fault("not_found", texts.gone);
  return it;
}

export const logMeeting = capability({
  id: "log_meeting",
  about: "Mencatat satu pertemuan mentoring, untuk dibenarkan pasangannya.",
  phrases: [],
  roles: ["asn"],
  input: z.object({
    mentoring: Id,
    date: z.string().trim().max(longestText).optional(),
    about: z.string().trim().max(longestText).optional(),
  }),

  async handle(context, { mentoring, date, about }) {
    const who = context.person as Person;
    const tenant = { cell: context.cell, agencyId: who.agency.id };
    const it = await ownMentoring(context, who, mentoring, (one) => one.state === "berjalan");
    const asks = (field: string, text: string, given: object) => ({
      reply: { text },
      awaits: { capability: "log_meeting", input: { mentoring, ...given }, field },
      code: field,
    });
    if (date === undefined) return asks("date", texts.when, {});
    const span = date.length > longestDate ? null : readSpan(date, localDate(context.now, who.agency.zone));
    if (span === null || span.from !== span.until || span.from < it.since) return asks("date", texts.unclear, {});
    if (about === undefined) return asks("about", texts.about, { date: span.from });
    if (about.length < 3 || about.length > 300) return asks("about", texts.aboutAgain, { date: span.from });
    const other = otherOf(it, who.id);
    const names = await namesOf(context, who, [other, who.id]);
    const [theirs, mine, day] = [names.get(other) ?? "", names.get(who.id) ?? "", longDate(span.from)];
    const input = { mentoring, date: span.from, about };
    if (!context.confirmed) return { reply: { text: "" }, looked: [other], ask: { question: texts.confirm(theirs, day, about), input } };
    const meeting = await keepMeeting(context.db, tenant, { mentoringId: it.id, heldOn: span.from, about, loggedBy: who.id }, context.now);
    if (meeting === null) return { reply: { text: texts.twice, buttons: [texts.status] }, code: "twice" };
    const letters = await tell(context, who, other, `asked:${meeting.id}`, { text: texts.asked(mine, day, about), buttons: answerButtons(meeting) });
    return { reply: { text: texts.done(theirs), buttons: [texts.status] }, letters, looked: [other], code: "logged" };
  },
});

export const answerMeeting = capability({
  id: "answer_meeting",
  about: "Membenarkan atau menyangkal pertemuan mentoring yang dicatat pasangan Anda.",
  phrases: [],
  roles: ["asn"],
  /** `seen`: the edition that was read (`loggedAt`). */
  input: z.object({ meeting: Id, seen: z.string().max(40), agreed: z.boolean() }),

  async handle(context, { meeting, seen, agreed }) {
    const who = context.person as Person;
    const { db, now } = context;
    const tenant = { cell: context.cell, agencyId: who.agency.id };
    const it = await ownMentoring(context, who, await mentoringOfMeeting(db, tenant, meeting), answerable);
    const held = (await meetingsOf(db, tenant, [it.id])).find((one) => one.id === meeting);
    if (!held) throw new Fault("not_found", texts.gone);
    if (held.loggedBy === who.id) throw new Fault("forbidden", texts.own);
    if (held.agreed === null && held.loggedAt !== seen) throw new Fault("conflict", texts.rewritten);
    if (!(await answerMeetingOnce(db, tenant, held, agreed, now))) return { reply: { text: texts.answered, buttons: [texts.status] }, code: "answered" };
    const year = held.heldOn.slice(0, 4);
    const count = (await meetingsOf(db, tenant, [it.id])).filter((one) => one.agreed && one.heldOn.startsWith(year)).length;
    if (agreed) await creditMeetings(db, tenant, it, year, texts.note(count), now);
    const credited = (id: number) => (agreed && id === it.menteeId ? `\n${texts.jp}` : "");
    const name = (await namesOf(context, who, [who.id])).get(who.id) ?? "";
    const text = `${texts.told(name, longDate(held.heldOn), agreed)}${credited(held.loggedBy)}`;
    const letters = await tell(context, who, held.loggedBy, `answered:${meeting}:${now.epochMilliseconds}`, { text });
    return {
      reply: { text: `${agreed ? texts.agreed : texts.denied}${credited(who.id)}`, buttons: [texts.status] },
      letters,
      code: agreed ? "agreed" : "denied",
    };
  },
});

const tell = ({ db, cell, now }: Context, { agency }: Person, personId: number, about: string, reply: Reply): Promise<Letter[]> =>
  lettersTo(db, { cell, agencyId: agency.id, personId }, { reply, key: `mentoring:${agency.id}:${about}:${now.epochMilliseconds}`, intent: "notice", now });
