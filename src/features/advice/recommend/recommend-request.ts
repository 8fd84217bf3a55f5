import { z } from "zod";
import type { Context } from "../../../core/capability.ts";
import type { Agency } from "../../../core/person.ts";
import type { Standard } from "../../competency/dictionary/dictionary.ts";
import { standardsById } from "../../competency/dictionary/dictionary-store.ts";
import { standardsMatching } from "../../competency/gap/gap.ts";
import { bareTitle } from "../../competency/standard-match.ts";
import { matchTopic, topicStems, topicWords } from "../../training/topic.ts";
import { modeIn } from "../../training/words.ts";
import { type Advice, loadAdvice } from "../load-advice.ts";
import type { Candidate } from "./candidate.ts";
import { type Ranked, rank, scoreOf, suits } from "./score.ts";

export const Input = z.object({
  topic: z.string().trim().max(200).optional().describe("Topik, minat, atau nama jabatan, misalnya SPBE atau lurah"),
  mode: z.enum(["daring", "tatap_muka", "semua"]).optional().describe("Cara belajar"),
  /** Id of the standard of the position meant; goes before the topic. */
  standard: z.string().max(80).optional(),
  /** Place of the first one shown, counted from 0. */
  from: z.number().int().min(0).max(1_000).optional(),
  why: z.boolean().optional(),
});
export type RecommendInput = z.output<typeof Input>;

/** What was asked for: a subject matched in the catalogue, a position, or nothing in particular. */
export interface Request {
  input: RecommendInput;
  topic: string;
  /** The list is of a subject, not of the person's whole need. */
  bySubject: boolean;
}

/** A request with what can be advised on it. */
export interface Found {
  request: Request;
  advice: Advice;
  ranked: Ranked[];
  /** Those among which was ranked. */
  pool: Candidate[];
}

/**
 * What can be advised on a request: by the position that it names whole ("lurah" is no *kelurahan*), else by its subject, else by the
 * position that it comes near to, else by the person's own need.
 */
export async function adviceOn(context: Context, agency: Agency, input: RecommendInput): Promise<Found> {
  const said = modeIn(input.topic ?? "");
  const mode = input.mode ?? said.mode;
  let advice = withMode(await loadAdvice(context, agency), mode ?? null);
  const position = await positionNamed(context, agency, input.standard, said.rest, advice.names);
  if (position) {
    const request = { input, topic: topicWords(said.rest), bySubject: false };
    return ranked(request, withMode(await loadAdvice(context, agency, position), mode ?? null));
  }
  const matches = matchTopic(said.rest, advice.trainings, advice.names);
  const request: Request = { input, topic: topicWords(said.rest), bySubject: matches.length > 0 };
  if (matches.length === 0 && said.rest !== "") {
    const standard = await standardOf(context, agency, said.rest);
    if (!standard) return topicStems(said.rest, (it) => it).length > 0 ? { request, advice, ranked: [], pool: [] } : ranked({ ...request, topic: "" }, advice);
    advice = withMode(await loadAdvice(context, agency, standard), mode ?? null);
  }
  if (matches.length === 0) return ranked(request, advice);
  const fits = new Map(matches.map((it) => [it.training.code, it.fit]));
  const pool = advice.candidates.filter((it) => fits.has(it.training.code));
  const situation = { ...advice.situation, wishes: { ...advice.situation.wishes, interest: fits } };
  const appointed = advice.appointed.filter((it) => fits.has(it.training.code));
  return { request, advice: { ...advice, situation, appointed }, ranked: rank(pool, situation), pool };
}

/** The standard with this id, else the one whose title or phrase is what was said and no more; what is a competency too is a subject. */
async function positionNamed(
  context: Context,
  agency: Agency,
  id: string | undefined,
  said: string,
  competencies: Map<string, string>,
): Promise<Standard | undefined> {
  if (id !== undefined) {
    const [standard] = await standardsById(context.db, { cell: context.cell, agencyId: agency.id }, [id]);
    if (standard) return standard;
  }
  const words = bareTitle(topicWords(said)).replace(/^(?:(?:jabatan|posisi|seorang|menjadi|jadi|sebagai) )+/, "");
  const isSubject = words === "" || [...competencies.values()].some((name) => subjectName(name) === subjectName(words));
  const like = isSubject ? [] : await standardsMatching(context.db, { cell: context.cell, agencyId: agency.id }, words);
  return like.find((it) => [it.title, ...it.phrases].some((name) => bareTitle(name) === words));
}

/** "Pengadaan Barang dan Jasa" is "pengadaan barang jasa". */
const subjectName = (text: string): string => bareTitle(text).replaceAll(" dan ", " ");

async function standardOf({ db, cell }: Context, agency: Agency, words: string): Promise<Standard | undefined> {
  return (await standardsMatching(db, { cell, agencyId: agency.id }, words))[0];
}

/** What was said now goes before what was remembered. */
function withMode(advice: Advice, mode: "daring" | "tatap_muka" | "semua" | null): Advice {
  if (mode === null) return advice;
  const { situation } = advice;
  return { ...advice, situation: { ...situation, wishes: { ...situation.wishes, mode: mode === "semua" ? null : mode } } };
}

/** By need; where nothing is known of it, by what begins first, and the reply says so. */
function ranked(request: Request, advice: Advice): Found {
  const byNeed = rank(advice.candidates, advice.situation);
  return { request, advice, ranked: byNeed.length > 0 ? byNeed : soonest(advice), pool: advice.candidates };
}

function soonest({ candidates, situation }: Advice): Ranked[] {
  if (situation.jpNeeded > 0 || situation.wishes.interest.size > 0) return [];
  const open = candidates.filter((it) => suits(it, situation.wishes, situation.city));
  const byTraining = Map.groupBy(
    open.toSorted((a, b) => (a.class.sessions[0]?.[0] ?? Number.MAX_SAFE_INTEGER) - (b.class.sessions[0]?.[0] ?? Number.MAX_SAFE_INTEGER)),
    (it) => it.training.id,
  );
  return [...byTraining.values()].flatMap(([candidate, ...others]) => (candidate ? [{ candidate, score: scoreOf(candidate, situation), others }] : []));
}
