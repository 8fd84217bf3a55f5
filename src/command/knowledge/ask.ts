import type { App } from "../../app.ts";
import { Fault } from "../../core/fault.ts";
import { perform } from "../../core/perform.ts";
import type { Agency } from "../../core/person.ts";
import { type Reply, replyText } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { CommandFailed, type CommandIo } from "../io.ts";
import type { AskedQuestion } from "./questions.ts";

interface Options {
  agency?: string;
  asOf?: string;
  json?: boolean;
  top: number;
}

const nationalZone = "Asia/Jakarta";

export function agencyOf(app: Pick<App, "agencies">, slug: string | undefined): Agency | null {
  if (slug === undefined) return null;
  const found = app.agencies.find((it) => it.slug === slug);
  if (!found) throw new CommandFailed(`"${slug}" is not a city here; known: ${app.agencies.map((it) => it.slug).join(", ")}`);
  return found;
}

/** Prints the passages that fit one question. */
export async function searchOne(io: CommandIo, app: App, { id, question }: AskedQuestion, options: Options): Promise<void> {
  const agency = agencyOf(app, options.agency);
  await app.knowledge.refresh(app.db);
  await app.meaning?.loaded();
  const started = performance.now();
  await app.knowledge.warm(question);
  const asOf = options.asOf ?? localDate(app.clock(), agency?.zone ?? nationalZone);
  const request = { text: question, city: agency?.slug ?? null, asOf };
  const near = await app.knowledge.near(app.db, request);
  const hits = app.knowledge.search({ ...request, near, top: options.top }).map((it) => ({
    document: it.document.meta.id,
    passage: `${it.document.meta.id}#${it.passage.anchor}`,
    article: it.passage.article,
    score: Number(it.score.toFixed(4)),
    title: it.passage.title || it.document.meta.shortName,
  }));
  const ms = Number((performance.now() - started).toFixed(2));
  if (options.json) {
    const stable = hits.map(({ document, passage, article, score }) => ({ document, passage, article, score }));
    return io.out(`${JSON.stringify({ id, question, hits: stable, ms })}\n`);
  }
  for (const it of hits) io.out(`${it.score.toFixed(2).padStart(7)}  ${it.passage}  ${[it.article, it.title].filter(Boolean).join(" — ")}\n`);
  if (hits.length === 0) io.out("nothing found\n");
}

/** Prints the answer to one question: through the same gate and capability as the chat. */
export async function askOne(io: CommandIo, app: App, { id, question }: AskedQuestion, options: Options): Promise<void> {
  const agency = agencyOf(app, options.agency);
  await app.meaning?.loaded();
  const started = performance.now();
  await app.knowledge.warm(question);
  const input = { question, ...(options.asOf !== undefined && { asOf: options.asOf }) };
  const reply = await app.db
    .transaction((tx) => perform(app.catalog, app.contextOf(tx, agency), { capability: "ask_policy", input }))
    .then((it) => it.reply, asReply);
  const ms = Number((performance.now() - started).toFixed(2));
  if (!options.json) return io.out(`${replyText(reply)}\n`);
  const { outcome, answer, citations } = reply.data as AskData;
  const stable = citations.map(({ document, title, article, status, passage }) => ({ document, title, article, status, passage }));
  io.out(`${JSON.stringify({ id, question, outcome, answer, citations: stable.slice(0, options.top), ms })}\n`);
}

/** A question that the gate refuses (empty, too long) gets its sentence as the chat gives it; many questions go on after it. */
function asReply(error: unknown): Reply {
  if (!(error instanceof Fault)) throw error;
  return { text: error.say, data: { outcome: "needs_clarification", answer: error.say, citations: [] } satisfies AskData };
}

/** The data that `ask_policy` returns beside its words. */
export interface AskData {
  outcome: string;
  answer: string;
  citations: { document: string; title: string; article: string; status: string; passage: string; label: string; text: string }[];
}
