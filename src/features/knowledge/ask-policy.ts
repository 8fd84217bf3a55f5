import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../core/capability.ts";
import { maskPersonalData } from "../../core/mask.ts";
import type { Button, Reply } from "../../core/reply.ts";
import { localDate, yearAlone, yearBeside } from "../../core/time.ts";
import type { Database } from "../../db/database.ts";
import { inOtherWords } from "./answer/in-other-words.ts";
import type { Answer } from "./answer/outcome.ts";
import { isSensitive } from "./answer/sensitive.ts";
import { recordAnswer, sourcesOf } from "./answer-log.ts";
import type { Knowledge } from "./knowledge.ts";
import { shortLabels } from "./short-label.ts";

const texts = {
  about: "Menjawab pertanyaan tentang aturan pengembangan kompetensi ASN, dengan pasalnya.",
  ask: "Silakan ketik pertanyaan Anda.",
  tooLong: "Pertanyaan terlalu panjang. Ringkas menjadi paling banyak 2.000 huruf.",
  badDate: "Tanggal itu tidak dikenal. Tulis misalnya 2024-10-17.",
  officer: "Tanya petugas",
  offer: "Sudah dua kali saya tidak menemukan jawabannya. Petugas BKPSDM dapat menjawab langsung di sini, bila Anda mau.",
  personally: "Bila ini tentang keadaan Anda sendiri, petugas BKPSDM dapat membantu langsung di sini. Tidak ada yang saya kirim tanpa persetujuan Anda.",
  confidential: "[isi aduan tidak disimpan]",
};

/** The database holds neither NUL nor half a character. */
const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "");

/** Zone for "today" while no city is chosen: the western one, where most ASN live. */
const nationalZone = "Asia/Jakarta";

/** `ask_policy`: the main job. The base is handed in, since it lives as long as the process. */
export function askPolicy(knowledge: Knowledge): Capability {
  return capability({
    id: "ask_policy",
    about: texts.about,
    command: "tanya",
    phrases: [],
    roles: ["guest"],
    input: z.object({
      question: z.string().overwrite(storable).trim().min(1, texts.ask).max(2_000, texts.tooLong).describe("Pertanyaan pegawai"),
      asOf: z.iso.date(texts.badDate).optional().describe("Tanggal berlakunya aturan, misalnya 2024-10-17"),
    }),
    ask: { question: { text: texts.ask } },

    async handle(context, { question, asOf }) {
      const started = performance.now();
      const today = localDate(context.now, context.agency?.zone ?? nationalZone);
      const previous = typeof context.memory.question === "string" ? context.memory.question : undefined;
      const found = await answerTo(knowledge, context.db, { question, city: context.agency?.slug ?? null, asOf: asOf ?? today, previous });
      const written = inOtherWords(found, context.written, question, today);
      const answer = written ?? found;
      const ms = Math.round(performance.now() - started);
      const kept = answer.confidential ? texts.confidential : maskPersonalData(question);
      await recordAnswer(context, { question: kept, answer, ms, writtenBy: written ? (context.written?.by ?? null) : null });
      return withOfficer(context, question, answer, outcomeOf(question, answer, ms));
    },
  });
}

/** What the documents say to a question, kept current first. */
export async function answerTo(
  knowledge: Knowledge,
  db: Database,
  { question, city, asOf, previous }: { question: string; city: string | null; asOf: string; previous?: string | undefined },
): Promise<Answer> {
  await knowledge.refresh(db);
  const request = { text: question, city, asOf };
  return knowledge.answer({ ...request, near: await knowledge.near(db, request), previous });
}

const nothing = new Set<Answer["outcome"]>(["no_source", "out_of_domain", "needs_clarification"]);

/** Whether an outcome leaves the person without an answer, so that what else they may have meant is worth offering. */
export const foundNothing = (outcome: Answer["outcome"]): boolean => nothing.has(outcome);

function outcomeOf(question: string, answer: Answer, ms: number): Outcome {
  const reply: Reply = {
    text: answer.text,
    sources: sourcesOf(answer),
    buttons: buttonsFor(question, answer),
    data: { outcome: answer.outcome, answer: answer.text, citations: answer.citations, ms },
  };
  // A question that led nowhere is not a topic to go on from.
  const topical = answer.citations.length > 0;
  if (answer.confidential) return { reply, code: answer.outcome, confidential: true };
  const offers = { foundNothing: foundNothing(answer.outcome) };
  return { reply, code: answer.outcome, ...offers, ...(topical && { remember: { question: maskPersonalData(answer.topic) } }) };
}

/** Answers in a row from which on a person is offered. */
const enough = 2;

/** A person is offered where the documents have failed twice in a row, and kindly where somebody is in trouble; never for a complaint. */
function withOfficer({ memory }: Context, question: string, answer: Answer, outcome: Outcome): Outcome {
  if (answer.confidential || answer.outcome === "instruction_ignored" || answer.outcome === "personal_data_refused") return outcome;
  const masked = maskPersonalData(question).slice(0, 2_000);
  const before = (memory.unanswered as { count?: unknown } | undefined)?.count;
  const count = answer.outcome === "no_source" ? (typeof before === "number" ? before : 0) + 1 : 0;
  const unanswered = count > 0 ? { count, question: masked } : null;
  const remembered = { ...outcome, remember: { ...outcome.remember, ...((unanswered || before !== undefined) && { unanswered }) } };
  const lead = isSensitive(question) ? texts.personally : count >= enough ? texts.offer : null;
  if (lead === null) return remembered;
  const { reply } = outcome;
  const others = (reply.buttons ?? []).filter((it) => it.call.capability !== "ask_officer");
  return { ...remembered, reply: { ...reply, text: `${reply.text}\n\n${lead}`, buttons: [officerButton(masked, answer), ...others] } };
}

/** An officer reads the question alone: what goes on from another goes with it. */
const wholeQuestion = (question: string, { topic }: Answer): string => {
  if ((yearAlone(question) ?? yearBeside(question)) !== null && topic !== question) return `${topic} (${question})`;
  return topic.startsWith(question) ? topic : question;
};

const officerButton = (question: string, answer: Answer): Button => ({
  label: texts.officer,
  call: { capability: "ask_officer", input: { question: maskPersonalData(wholeQuestion(question, answer)).slice(0, 2_000), outcome: answer.outcome } },
});

const askAgain = (titles: string[]): Button[] =>
  shortLabels(titles).map(({ label, full }) => ({ label, full, call: { capability: "ask_policy", input: { question: full } } }));

function buttonsFor(question: string, answer: Answer): Button[] {
  const related = askAgain(answer.related.slice(0, 2));
  if (answer.outcome !== "no_source") return related;
  const masked = maskPersonalData(question).slice(0, 2_000);
  return [officerButton(masked, answer), ...related];
}
