import { z } from "zod";
import { type Capability, capability, type Outcome } from "../../core/capability.ts";
import { maskPersonalData } from "../../core/mask.ts";
import type { Button, Reply } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import type { Answer } from "./answer/outcome.ts";
import { recordAnswer, sourcesOf } from "./answer-log.ts";
import type { Knowledge } from "./knowledge.ts";
import { shortLabels } from "./short-label.ts";

const texts = {
  about: "Menjawab pertanyaan tentang aturan pengembangan kompetensi ASN, dengan pasalnya.",
  ask: "Silakan ketik pertanyaan Anda.",
  tooLong: "Pertanyaan terlalu panjang. Ringkas menjadi paling banyak 2.000 huruf.",
  badDate: "Tanggal itu tidak dikenal. Tulis misalnya 2024-10-17.",
  officer: "Tanya petugas",
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
      await knowledge.refresh(context.db);
      const request = {
        text: question,
        city: context.agency?.slug ?? null,
        asOf: asOf ?? localDate(context.now, context.agency?.zone ?? nationalZone),
      };
      const answer = knowledge.answer({
        ...request,
        near: await knowledge.near(context.db, request),
        previous: typeof context.memory.question === "string" ? context.memory.question : undefined,
      });
      const ms = Math.round(performance.now() - started);
      await recordAnswer(context, { question: answer.confidential ? texts.confidential : maskPersonalData(question), answer, ms });
      return outcomeOf(question, answer, ms);
    },
  });
}

const nothing = new Set<Answer["outcome"]>(["no_source", "out_of_domain", "needs_clarification"]);

function outcomeOf(question: string, answer: Answer, ms: number): Outcome {
  const reply: Reply = {
    text: answer.text,
    sources: sourcesOf(answer),
    buttons: buttonsFor(question, answer),
    data: { outcome: answer.outcome, answer: answer.text, citations: answer.citations, ms },
  };
  // A question that led nowhere is not a topic to go on from.
  const topical = answer.citations.length > 0;
  return { reply, code: answer.outcome, foundNothing: nothing.has(answer.outcome), ...(topical && { remember: { question: maskPersonalData(answer.topic) } }) };
}

const askAgain = (titles: string[]): Button[] =>
  shortLabels(titles).map(({ label, full }) => ({ label, full, call: { capability: "ask_policy", input: { question: full } } }));

function buttonsFor(question: string, answer: Answer): Button[] {
  const related = askAgain(answer.related.slice(0, 2));
  if (answer.outcome !== "no_source") return related;
  const masked = maskPersonalData(question).slice(0, 2_000);
  return [{ label: texts.officer, call: { capability: "ask_officer", input: { question: masked, outcome: answer.outcome } } }, ...related];
}
