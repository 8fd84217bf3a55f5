import { randomInt } from "node:crypto";
import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import type { WrittenTable } from "../../people/table/write-table.ts";
import { commentsIn } from "../measure/comment-store.ts";
import type { Group } from "../measure/fact-store.ts";
import { type MeasureWords, measureWords } from "../measure/measure-words.ts";
import { behaviourOf, measures, valuesOf } from "../measure/values.ts";
import type { Answer, Survey } from "../survey/survey.ts";
import { measureName, partName } from "./part-words.ts";
import { type AnswerRow, answerRows, surveyBodies } from "./row-store.ts";

const texts = { id: "Id acak", comments: "Komentar", comment: "Ditulis peserta (tanpa nama dan nomor)", level: "Tingkat perilaku" };

/**
 * The forms themselves, a sheet for each kind of asking (F17): only of whole blocks, only what five and more of a block answered, under an id
 * that is drawn anew for every export, in a drawn order; no time, no unit, no class, no pairs. Comments stand apart, from five writers on. Not for units: equal rows
 * in two exports would tell who is of a unit in a class.
 */
export async function answerTables(db: Database, tenant: Tenant, group: Group, year: number | null): Promise<WrittenTable[]> {
  if (group.kind === "unit") return [];
  const surveys = await surveyBodies(db, tenant);
  const all = await answerRows(db, tenant, group, year);
  // In the words of the editions that were asked, the latest of them last.
  const words = measureWords([...surveys].filter(([id]) => all.some((it) => it.surveyId === id)).map(([, it]) => it));
  const byBlock = Map.groupBy(all, (it) => it.block);
  // Of a block of which some answers are gone by age the rest would stand for fewer than it was made of.
  const rows = [...byBlock.values()].filter((own) => own.length === own[0]?.whole).flat();
  const parts = Map.groupBy(rows, (it) => `${it.step} ${it.afterDays} ${it.capacity}`);
  const tables = [...parts].sort().map(([, own]) => formTable(own, surveys, words));
  const comments = shuffled((await commentsIn(db, tenant, group, year)).map((it) => [it.words]));
  return comments.length === 0 ? tables : [...tables, { name: texts.comments, headers: [texts.comment], rows: comments, widths: [100] }];
}

function formTable(rows: AnswerRow[], surveys: Map<number, Survey>, words: Map<string, MeasureWords>): WrittenTable {
  const given = rows.map((it) => valuesIn(it, surveys.get(it.surveyId), words));
  const columns = [...new Set(given.flatMap((it) => [...it.keys()]))].sort((a, b) => (words.get(a)?.place ?? 999) - (words.get(b)?.place ?? 999));
  const header = (measure: string) => measureName({ measure, topic: words.get(measure)?.topic ?? measure, ask: words.get(measure)?.ask ?? measure });
  const [first] = rows as [AnswerRow];
  return {
    name: partName(first).replaceAll(",", "").slice(0, 31),
    headers: [texts.id, ...columns.map(header)],
    rows: shuffled(given).map((it) => [newId(), ...columns.map((measure) => it.get(measure) ?? "")]),
  };
}

/** What of a form is told, as it counts in the totals: now and then only where both were answered. */
function valuesIn({ answers, told }: AnswerRow, survey: Survey | undefined, words: Map<string, MeasureWords>): Map<string, string> {
  const found = new Map<string, string>();
  if (!survey) return found;
  const counted = valuesOf(survey, answers);
  for (const measure of told) {
    const answer = answers[measure];
    if (!measure.startsWith("=") && counted.has(measure) && answer !== null && answer !== undefined) found.set(measure, answerText(answer, words.get(measure)));
  }
  const level = told.includes(measures.level) ? counted.get(measures.level) : undefined;
  if (level && behaviourOf(survey, answers).size > 0) found.set(measures.level, String(level.value).replace(".", ","));
  return found;
}

/** A choice in its words, a step of a scale as its number. */
function answerText(answer: NonNullable<Answer>, words: MeasureWords | undefined): string {
  if (typeof answer === "number") return String(answer);
  const list = Array.isArray(answer) ? answer : [answer];
  return list.map((it) => words?.labels.get(it) ?? it).join(", ");
}

const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const newId = (): string => Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("");

/** In an order that nothing follows from (Fisher and Yates). */
function shuffled<T>(list: T[]): T[] {
  const out = [...list];
  for (let at = out.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    [out[at], out[other]] = [out[other] as T, out[at] as T];
  }
  return out;
}
