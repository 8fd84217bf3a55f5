import { parse as parseYaml, YAMLParseError } from "yaml";
import { z } from "zod";
import { Fault } from "../../../core/fault.ts";
import type { DocumentMeta, Relation, RuleStatus } from "../passage.ts";
import { documentId, looksLikeRuleId, ruleId } from "./rule-name.ts";

const texts = {
  unclosed: (name: string) => `Bagian awal ${name} tidak ditutup. Akhiri bagian itu dengan baris ---.`,
  yaml: (name: string, line: number) => `Bagian awal ${name} tidak terbaca pada baris ${line}. Periksa titik dua dan tanda kutipnya.`,
  unknown: (name: string, keys: string) => `Bagian awal ${name} memuat kunci yang tidak dikenal: ${keys}.`,
  wrong: (name: string, key: string) => `Bagian awal ${name}: nilai kunci "${key}" tidak sesuai. Periksa kembali penulisannya.`,
  order: (name: string) => `Bagian awal ${name}: "in_force_to" mendahului "in_force". Periksa kedua tanggalnya.`,
};

const statuses = ["berlaku", "diubah", "dicabut", "dicabut_sebagian", "belum_dicek"] as const satisfies readonly RuleStatus[];
const kinds = ["amends", "repeals", "repeals_partly", "implements"] as const satisfies readonly Relation["kind"][];

const Words = z.string().trim().min(1);
const FrontMatter = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  rule: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  title: Words,
  kind: Words.optional(),
  number: z.union([Words, z.number().int()]).transform(String).optional(),
  year: z.number().int().min(1945).max(2100).optional(),
  scope: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default("nasional"),
  in_force: z.iso.date().optional(),
  in_force_to: z.iso.date().optional(),
  status: z.enum(statuses).default("berlaku"),
  source: z.string().trim().default(""),
  relations: z
    .array(
      z.strictObject({
        kind: z.enum(kinds),
        rule: z.string().regex(/^[a-z0-9-]+$/),
        since: z.iso.date().optional(),
        source: z.string().trim().default(""),
      }),
    )
    .default([]),
  terms: z.array(Words).default([]),
});
export type FrontMatter = z.output<typeof FrontMatter>;

/** Read line by line: over the whole text each of many empty lines would be read to the end of them all. */
const namesKey = /^\s*["']?[a-z_]+["']?\s*:/i;

/** Splits a text into its description and the rest; `front` is null when there is none. */
export function readFrontMatter(name: string, text: string): { front: FrontMatter | null; body: string } {
  const lines = text.split("\n");
  if (lines[0]?.trimEnd() !== "---") return { front: null, body: text };
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === "---");
  const described = lines.slice(1, end === -1 ? lines.length : end);
  // A rule across the page at the top of an ordinary text is no description.
  if (!described.some((line) => namesKey.test(line))) return { front: null, body: text };
  if (end === -1) throw new Fault("bad_input", texts.unclosed(name));
  return { front: check(name, load(name, described.join("\n"))), body: lines.slice(end + 1).join("\n") };
}

function load(name: string, yaml: string): unknown {
  try {
    return parseYaml(yaml, { maxAliasCount: 0, logLevel: "error" }) as unknown;
  } catch (cause) {
    const line = cause instanceof YAMLParseError ? (cause.linePos?.[0].line ?? 1) : 1;
    throw new Fault("bad_input", texts.yaml(name, line + 1), {}, { cause });
  }
}

function check(name: string, found: unknown): FrontMatter {
  const read = FrontMatter.safeParse(found ?? {});
  if (!read.success) {
    const issue = read.error.issues[0];
    const path = issue?.path.join(".") ?? "";
    if (issue?.code === "unrecognized_keys") {
      throw new Fault("bad_input", texts.unknown(name, issue.keys.join(", ")), { path });
    }
    throw new Fault("bad_input", texts.wrong(name, path || "title"), { path, problem: issue?.message });
  }
  const { in_force: from, in_force_to: to } = read.data;
  if (from !== undefined && to !== undefined && to < from) throw new Fault("bad_input", texts.order(name), { from, to });
  return read.data;
}

/** The description as the rest of the house knows it. */
export function metaOf(name: string, front: FrontMatter): DocumentMeta {
  const id = front.id ?? documentId(name);
  const kind = front.kind ?? null;
  return {
    id,
    rule: front.rule ?? ruleOf(id, front),
    title: front.title,
    shortName: kind === null ? front.title : (front.title.split(" tentang ")[0] ?? front.title),
    kind,
    number: front.number ?? null,
    year: front.year ?? null,
    scope: front.scope,
    inForceFrom: front.in_force ?? null,
    inForceTo: front.in_force_to ?? null,
    status: front.status,
    source: front.source,
    relations: front.relations.map((it) => ({ ...it, since: it.since ?? null })),
    terms: front.terms,
  };
}

function ruleOf(id: string, front: FrontMatter): string | null {
  if (looksLikeRuleId(id)) return id;
  if (front.kind === undefined || front.number === undefined || front.year === undefined) return null;
  return ruleId(front.kind, front.number, front.year);
}
