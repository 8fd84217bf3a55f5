import { keepBlobs } from "../../../core/blob.ts";
import { conversationOf, type Letter } from "../../../core/channel.ts";
import type { Reply, ReplyFile } from "../../../core/reply.ts";
import { offersOfReminders, type ReminderOffer } from "../../people/privacy/reminders.ts";
import type { ClassOf } from "../class-of.ts";
import type { Enrolment } from "../enrolment-store.ts";
import { versionOf } from "../news/version-store.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { classFile, eventsOf, fileName } from "./class-file.ts";

const texts = {
  file: "Berkas kalender terlampir: buka, lalu simpan.",
};

/** The talk of a call from outside any talk. */
const nowhere = "terminal";

/** Changes of the class count in hundreds, comings and goings of the person below: so it only ever rises (RFC 5545, 3.8.7.4). */
const sequenceOf = (version: number, attempt: number, cancelled: boolean): number => version * 100 + Math.min(99, 2 * (attempt - 1) + Number(cancelled));

/** A participant's copy of a class's dates, kept for a talk (null = the command line); null where nothing is dated. */
export async function calendarFile(
  desk: Desk,
  of: ClassOf,
  it: Pick<Enrolment, "id" | "attempt">,
  conversation: string | null,
  cancelled = false,
): Promise<ReplyFile | null> {
  const [file = null] = await calendarFiles(desk, of, [{ it, conversation }], cancelled);
  return file;
}

/** The same for many, in their order; none at all where nothing is dated. */
async function calendarFiles(
  desk: Desk,
  of: ClassOf,
  whose: { it: Pick<Enrolment, "id" | "attempt">; conversation: string | null }[],
  cancelled = false,
): Promise<ReplyFile[]> {
  if (eventsOf(of) === 0 || whose.length === 0) return [];
  const told = await versionOf(desk.db, tenantOf(desk), of.class.id);
  const { cell, now } = desk;
  const files = whose.map(({ it: { id, attempt }, conversation }) => {
    const sequence = sequenceOf(told?.version ?? 0, attempt, cancelled);
    const copy = { cell, agencyId: desk.agency.id, enrolmentId: id, sequence, events: told?.events ?? 0, now, cancelled };
    return { conversation: conversation ?? nowhere, name: fileName(of), mime: "text/calendar", bytes: classFile(of, copy) };
  });
  return keepBlobs(desk.db, cell, files, now);
}

/** What is said to who has just become a participant, with the dates as a file and, once, the question whether to be reminded. Other replies stay as they are. */
export async function welcomed(desk: Desk, of: ClassOf, it: Enrolment, reply: Reply, conversation: string | null): Promise<Reply> {
  const [welcome = reply] = await welcomedAll(desk, of, [{ it, reply, conversation }]);
  return welcome;
}

/** The same for many, in their order. */
export async function welcomedAll(desk: Desk, of: ClassOf, told: { it: Enrolment; reply: Reply; conversation: string | null }[]): Promise<Reply[]> {
  const comers = told.filter(({ it }) => it.state === "terdaftar");
  const files = await calendarFiles(desk, of, comers);
  if (files.length === 0) return told.map(({ reply }) => reply);
  const people = comers.map(({ it }) => it.personId);
  const offers = await offersOfReminders(desk.db, tenantOf(desk), people);
  const welcomes = new Map(comers.map(({ it, reply }, at) => [it.id, welcome(reply, files[at] as ReplyFile, offers[at] ?? null)]));
  return told.map(({ it, reply }) => welcomes.get(it.id) ?? reply);
}

function welcome(reply: Reply, file: ReplyFile, offer: ReminderOffer | null): Reply {
  const text = [reply.text, texts.file, ...(offer ? [offer.text] : [])].join("\n\n");
  const buttons = [...(offer?.buttons ?? []), ...(reply.buttons ?? [])];
  return { ...reply, text, ...(buttons.length > 0 && { buttons }), files: [file] };
}

/** The same for a letter. */
export const welcomeLetters = (desk: Desk, of: ClassOf, it: Enrolment, letters: Letter[]): Promise<Letter[]> =>
  eachReply(letters, (letter) => welcomed(desk, of, it, letter.reply, conversationOf(letter.to)));

/** The same letters, each with a copy of the dates for its talk. */
export const withFile = (desk: Desk, of: ClassOf, it: Pick<Enrolment, "id" | "attempt">, letters: Letter[], cancelled = false): Promise<Letter[]> =>
  eachReply(letters, async (letter) => {
    const file = await calendarFile(desk, of, it, conversationOf(letter.to), cancelled);
    return file ? { ...letter.reply, files: [file] } : letter.reply;
  });

/** One after the other: they share a transaction. */
async function eachReply(letters: Letter[], change: (letter: Letter) => Promise<Reply>): Promise<Letter[]> {
  const all: Letter[] = [];
  for (const letter of letters) all.push({ ...letter, reply: await change(letter) });
  return all;
}
