import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Gateway } from "./gateway.ts";
import type { Prompt } from "./prompt-file.ts";
import type { Picture, Tool } from "./request.ts";

const pattern = z.string().refine((it) => {
  try {
    return new RegExp(it, "iu");
  } catch {
    return false;
  }
}, "is no pattern");

const Case = z.strictObject({
  name: z.string().min(3),
  input: z.record(z.string(), z.string()),
  /** For a prompt about a picture: what stands in it, line by line; it is drawn for the case. */
  picture: z.array(z.string()).min(1).optional(),
  /** Tools on offer: name, what it is for, and the names of its (textual) inputs. */
  tools: z.array(z.strictObject({ name: z.string(), about: z.string(), fields: z.array(z.string()) })).default([]),
  /** What the answer must say, and what it must not; patterns, without regard to case. */
  must: z.array(pattern).default([]),
  never: z.array(pattern).default([]),
  /** Every sentence ends in numbers of passages, and in none but these. */
  cites: z.array(z.number().int()).optional(),
  /** Tools that must be called, in this order; [] = none may. Each with patterns that its inputs must hold. */
  calls: z.array(z.strictObject({ name: z.string(), input: z.record(z.string(), pattern).default({}) })).optional(),
  /** An answer that is right and one that is not, by which the case itself is tested. */
  right: z.union([z.string(), z.array(z.strictObject({ name: z.string(), input: z.record(z.string(), z.string()) }))]),
  wrong: z.union([z.string(), z.array(z.strictObject({ name: z.string(), input: z.record(z.string(), z.string()) }))]),
});
export type PromptCase = z.output<typeof Case>;

/** The test set of a prompt, `prompts/<id>.tests.jsonl`. Throws for a line that is none. */
export const readPromptTests = (folder: string, id: string): PromptCase[] =>
  parsePromptTests(readFileSync(join(folder, `${id}.tests.jsonl`), "utf8"), `prompts/${id}.tests.jsonl`);

/** The cases of a test set. Throws for a line that is none. */
export function parsePromptTests(text: string, from: string): PromptCase[] {
  return text.split("\n").flatMap((line, at) => {
    if (line.trim() === "") return [];
    const read = Case.safeParse(JSON.parse(line));
    if (!read.success) throw new Error(`${from} line ${at + 1}: ${z.prettifyError(read.error)}`);
    return [read.data];
  });
}

export interface PromptResult {
  name: string;
  /** What is wrong with the answer; none = it passed. */
  faults: string[];
  ms: number;
  tokens: number;
}

/** Asks the endpoint one case, as the operator, and judges what came. */
export async function runPromptCase(
  gateway: Gateway,
  prompt: Pick<Prompt, "id">,
  it: PromptCase,
  { signal, trial }: { signal?: AbortSignal; trial?: Prompt } = {},
): Promise<PromptResult> {
  const outcome = await gateway.complete({
    prompt: prompt.id,
    input: it.input,
    asker: "operator",
    tools: it.tools.map(toolOf),
    ...(it.picture && { picture: await pageOf(it.picture) }),
    ...(signal && { signal }),
    ...(trial && { trial }),
  });
  if (outcome.kind !== "ok") return { name: it.name, faults: [`${outcome.kind}: ${outcome.why}`], ms: 0, tokens: 0 };
  const { usage, text, calls } = outcome;
  return { name: it.name, faults: faultsOf(it, outcome.mask.restore(text), calls), ms: usage.ms, tokens: usage.tokensIn + usage.tokensOut };
}

/** A page with these lines, as black letters on white. */
export async function pageOf(lines: string[]): Promise<Picture> {
  const { pngOf } = await import("../drawing/picture.ts");
  const escaped = lines.map((it) => it.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
  const words = escaped.map((it, at) => `<text x="16" y="${32 + at * 22}" font-size="12" font-family="Noto Sans">${it}</text>`).join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 ${lines.length * 22 + 40}"><rect width="100%" height="100%" fill="white"/>${words}</svg>`;
  return { bytes: await pngOf(svg), mime: "image/png" };
}

const toolOf = ({ name, about, fields }: PromptCase["tools"][number]): Tool => ({
  name,
  about,
  input: z.object(Object.fromEntries(fields.map((it) => [it, z.string().optional()]))),
});

/** What is wrong with an answer. */
export function faultsOf(it: PromptCase, text: string, calls: { name: string; input: Record<string, unknown> }[]): string[] {
  const faults = [
    ...it.must.filter((one) => !new RegExp(one, "iu").test(text)).map((one) => `does not say /${one}/`),
    ...it.never.filter((one) => new RegExp(one, "iu").test(text)).map((one) => `says /${one}/`),
  ];
  if (it.cites) faults.push(...citationFaults(text, it.cites));
  if (it.calls) faults.push(...callFaults(it.calls, calls));
  return faults;
}

function citationFaults(text: string, allowed: number[]): string[] {
  const sentences = text
    .split(/(?<=\])[.\s]*(?=\p{Lu}|$)|\n+/u)
    .map((it) => it.trim())
    .filter((it) => /\p{L}{3}/u.test(it));
  const bare = sentences.filter((it) => !/\[\d+\]\W*$/.test(it)).map((it) => `no source: "${it.slice(0, 60)}"`);
  const strange = [...text.matchAll(/\[(\d+)\]/g)].map((it) => Number(it[1])).filter((it) => !allowed.includes(it));
  return [...bare, ...strange.map((it) => `cites [${it}]`)];
}

function callFaults(wanted: NonNullable<PromptCase["calls"]>, calls: { name: string; input: Record<string, unknown> }[]): string[] {
  const names = calls.map((it) => it.name).join(", ");
  if (names !== wanted.map((it) => it.name).join(", ")) return [`calls ${names || "nothing"}`];
  return wanted.flatMap(({ name, input }, at) =>
    Object.entries(input)
      .filter(([field, one]) => !new RegExp(one, "iu").test(String(calls[at]?.input[field] ?? "")))
      .map(([field, one]) => `${name}: ${field} is not /${one}/`),
  );
}
