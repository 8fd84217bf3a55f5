import { setImmediate as breath } from "node:timers/promises";
import type { Address, Letter } from "../../../core/channel.ts";
import type { Agency } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { entryDocument, entrySlug } from "../../knowledge/entry/entry-document.ts";
import { isWhole, markSaid, noteTrial, toReview, untold, untried, type WholeEntry } from "../../knowledge/entry/entry-store.ts";
import type { Knowledge } from "../../knowledge/knowledge.ts";
import { currentRevision, documentKey } from "../../knowledge/store.ts";
import type { Trial, Worse } from "../../knowledge/trial/trial.ts";
import { cityTitle } from "../../people/agencies.ts";
import { holdersOf } from "../../people/link/link-store.ts";
import { buttons, toAsker, toOfficers } from "../desk.ts";
import { openQuestions, type Question, settleQuestion } from "../question-store.ts";
import type { Round } from "../round.ts";
import { cityById } from "../round-store.ts";
import { openTickets, type Place, type Ticket } from "../ticket-store.ts";
import { entryText, worseText } from "./entry-words.ts";
import { renewButtons, reviewButtons } from "./review-entry.ts";

const texts = {
  review: (it: WholeEntry, worse: Worse[]) => `Mohon diperiksa sebelum terbit.\n\n${entryText(it)}\n\n${worseText(worse)}`,
  alone: (id: number) =>
    `Jawaban nomor ${id} sudah diuji, tetapi di kota ini belum ada petugas kedua yang dapat memeriksanya lewat chat. Administrator dapat menambah petugas.`,
  lost: "jawaban baru ini",
  answered: (question: string, answer: string, label: string) =>
    `Dulu Anda bertanya: “${question}”\n\nSekarang ada jawaban dari BKPSDM:\n\n${answer}\n\nSumber: ${label}`,
  ticket: (id: number, answer: string, label: string) => `Untuk tiket ${id} mungkin sudah ada jawaban BKPSDM:\n\n${answer}\n\nSumber: ${label}`,
  stale: (it: WholeEntry) => `Sudah waktunya meninjau jawaban ini. Apakah masih berlaku?\n\n${entryText(it)}`,
};

/** What the rounds over entries need beside the base. */
export interface EntryTools {
  knowledge: Knowledge;
  trial: Trial;
}

/** What the question sets say of an entry, and of which base; its own question must lead to it as well. */
export async function tryEntry(
  db: Database,
  { knowledge, trial }: EntryTools,
  it: WholeEntry,
  city: Agency,
  now: Temporal.Instant,
): Promise<{ worse: Worse[]; revision: number }> {
  await knowledge.refresh(db);
  const revision = await currentRevision(db);
  const document = { ...entryDocument(it, { slug: city.slug, title: cityTitle(city) }), origin: "added" as const };
  const change = { put: [document], remove: [] };
  const asOf = localDate(now, city.zone);
  const worse = await trial(change, asOf);
  const own = knowledge.imagine(change).answer({ text: it.question, city: city.slug, asOf });
  if (!uses(own.used, documentKey("added", document.meta.id))) {
    worse.unshift({ id: "sendiri", question: it.question, before: texts.lost, after: `${own.citations[0]?.label ?? own.outcome}: ${own.text.slice(0, 160)}` });
  }
  return { worse, revision };
}

const uses = (used: { key: string }[], key: string): boolean => used.some((it) => it.key === key);

/** Tries what was handed in, outside any transaction, and asks the other officers to look. Returns the entries tried. */
export async function tryEntries({ db, cell, now, put }: Round, tools: EntryTools): Promise<number> {
  let tried = 0;
  for (const it of await untried(db, cell)) {
    if (!isWhole(it)) continue;
    const city = await cityById(db, it.agencyId);
    const place = { cell, agencyId: it.agencyId };
    const result = await tryEntry(db, tools, it, city, now);
    await db.transaction(async (tx) => {
      if (!(await noteTrial(tx, place, it.id, result, now))) return;
      await put(tx, await toReviewers(tx, place, { ...it, worse: result.worse }, now));
      tried += 1;
    });
  }
  return tried;
}

async function toReviewers(tx: Database, place: Place, it: WholeEntry & { worse: Worse[] }, now: Temporal.Instant): Promise<Letter[]> {
  const others = await holdersOf(tx, place, ["officer", "administrator"], it.authorId ?? 0, now);
  const key = `jawaban-periksa:${place.agencyId}:${it.id}:${now.epochMilliseconds}`;
  if (others.length === 0) return it.authorId === null ? [] : toOfficers(tx, place, [it.authorId], { reply: { text: texts.alone(it.id) }, key }, now);
  return toOfficers(tx, place, others, { reply: { text: texts.review(it, it.worse), buttons: reviewButtons(it) }, key }, now);
}

/** An answer as it is told to somebody who had asked. */
interface Found<T> {
  asked: T;
  text: string;
  label: string;
}

/**
 * Everybody who had asked what a new answer says, and whom it is found for, is told once: who asked without a name at the talk where they
 * asked, whose ticket is open as its owner. Returns the letters.
 */
export async function tellAskers({ db, cell, now, put }: Round, { knowledge }: EntryTools): Promise<number> {
  let told = 0;
  for (const it of await untold(db, cell)) {
    await knowledge.refresh(db);
    const place = { cell, agencyId: it.agencyId };
    const city = await cityById(db, it.agencyId);
    const slug = entrySlug(city.slug, it.id);
    async function answered<T extends { question: string }>(all: T[]): Promise<Found<T>[]> {
      const found: Found<T>[] = [];
      for (const asked of all) {
        const { used, text, citations } = knowledge.answer({ text: asked.question, city: city.slug, asOf: localDate(now, city.zone) });
        if (uses(used, documentKey("added", slug)))
          found.push({ asked, text: plain(text), label: citations.find((one) => one.document === slug)?.label ?? "" });
        await breath();
      }
      return found;
    }
    const questions = await answered(await openQuestions(db, place));
    const tickets = await answered((await openTickets(db, place)).filter((one) => one.id !== it.ticketId));
    await db.transaction(async (tx) => {
      if (!(await markSaid(tx, place, it.id, "told", now))) return;
      const key = `${place.agencyId}:${it.id}`;
      const letters = [...(await toGuests(tx, cell, questions, key)), ...(await toOwners(tx, place, tickets, key, now))];
      await put(tx, letters);
      told += letters.length;
    });
  }
  return told;
}

async function toGuests(tx: Database, cell: number, found: Found<Question>[], key: string): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const { asked, text, label } of found) {
    const to = addressOf(asked.conversation);
    if (!(await settleQuestion(tx, cell, asked.id)) || to === null) continue;
    letters.push({ key: `jawaban-tanya:${key}:${asked.id}`, to, reply: { text: texts.answered(plain(asked.question), text, label) }, intent: "notice" });
  }
  return letters;
}

async function toOwners(tx: Database, place: Place, found: Found<Ticket>[], key: string, now: Temporal.Instant): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const { asked, text, label } of found) {
    const reply = { text: texts.ticket(asked.id, text, label), buttons: [buttons.done(asked.id)] };
    letters.push(...(await toAsker(tx, place, asked, { reply, key: `jawaban-tiket:${key}:${asked.id}` }, now)));
  }
  return letters;
}

/** Answers whose day of review has come are put before the officers, once. Returns the letters. */
export async function remindReviews({ db, cell, now, put }: Round): Promise<number> {
  let all = 0;
  for (const it of await toReview(db, cell, localDate(now, "Asia/Jakarta"))) {
    if (!isWhole(it)) continue;
    const place = { cell, agencyId: it.agencyId };
    await db.transaction(async (tx) => {
      if (!(await markSaid(tx, place, it.id, "review", now))) return;
      const officers = await holdersOf(tx, place, ["officer"], 0, now);
      const letters = await toOfficers(
        tx,
        place,
        officers,
        { reply: { text: texts.stale(it), buttons: renewButtons(it) }, key: `jawaban-tinjau:${place.agencyId}:${it.id}:${it.reviewOn}` },
        now,
      );
      await put(tx, letters);
      all += letters.length;
    });
  }
  return all;
}

/** A talk's id as the address behind it; null = it is forgotten, or there never was one. */
function addressOf(conversation: string): Address | null {
  const [channel, account, ...chat] = conversation.split("|");
  if (!channel || !account || chat.length === 0) return null;
  return { channel: channel as Address["channel"], account, chat: chat.join("|") };
}
