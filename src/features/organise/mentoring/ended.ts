import type { Letter } from "../../../core/channel.ts";
import { plain, type Reply } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import type { Tenant } from "../../training/store.ts";
import { shortDate } from "../../training/when.ts";
import { type Meeting, type Mentoring, meetingsOf } from "./mentoring-store.ts";
import { answerable, otherOf } from "./my-mentoring.ts";

const texts = {
  selesai: (name: string) => `Mentoring dengan *${plain(name)}* sudah selesai.`,
  batal: (name: string) => `Mentoring dengan *${plain(name)}* dihentikan.`,
  kept: "Pertemuan yang sudah dibenarkan tetap dihitung.",
  yours: (days: string) => `Masih menunggu jawaban Anda: pertemuan ${days}.`,
  theirs: (days: string) => `Masih menunggu jawaban pasangan Anda: pertemuan ${days}.`,
  lost: (days: string) => `Yang belum dibenarkan tidak dihitung lagi: pertemuan ${days}.`,
  open: { label: "Mentoring saya", call: { capability: "my_mentoring", input: {} } },
};

/** Tells both that theirs is over, how, and which meetings still wait for whom. Call it after the end is written. */
export async function endLetters(db: Database, tenant: Tenant, it: Mentoring, day: string, now: Temporal.Instant): Promise<Letter[]> {
  const waiting = (await meetingsOf(db, tenant, [it.id])).filter((one) => one.agreed === null);
  const names = new Map((await briefsOf(db, tenant, [it.mentorId, it.menteeId], day)).map((one) => [one.id, fullName(one)]));
  const letters: Letter[] = [];
  for (const personId of [it.mentorId, it.menteeId]) {
    const reply = letterTo(personId, it, names.get(otherOf(it, personId)) ?? "", waiting);
    const key = `mentoring-end:${tenant.agencyId}:${it.id}:${personId}`;
    letters.push(...(await lettersTo(db, { ...tenant, personId }, { reply, key, intent: "notice", now })));
  }
  return letters;
}

function letterTo(personId: number, it: Mentoring, name: string, waiting: Meeting[]): Reply {
  const days = (which: Meeting[]) => which.map((one) => shortDate(one.heldOn)).join(", ");
  const [theirs, yours] = [waiting.filter((one) => one.loggedBy === personId), waiting.filter((one) => one.loggedBy !== personId)];
  const lines = [
    it.state === "batal" ? texts.batal(name) : texts.selesai(name),
    texts.kept,
    ...(answerable(it) && yours.length > 0 ? [texts.yours(days(yours))] : []),
    ...(answerable(it) && theirs.length > 0 ? [texts.theirs(days(theirs))] : []),
    ...(!answerable(it) && waiting.length > 0 ? [texts.lost(days(waiting))] : []),
  ];
  return { text: lines.join("\n"), buttons: [texts.open] };
}
