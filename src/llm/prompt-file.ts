import { parse } from "yaml";
import { z } from "zod";

/** Which model a prompt is for: `answer` writes, `router` chooses and rewrites, `vision` reads a picture. */
export const modelRoles = ["answer", "router", "vision"] as const;
export type ModelRole = (typeof modelRoles)[number];

/** `inputs`: whose words each holds. `person`: what people type; looked through for what must stay home. `document`: what the house holds. */
const Head = z.strictObject({
  id: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
  version: z.number().int().positive(),
  purpose: z.string().min(10),
  model: z.enum(modelRoles),
  temperature: z.number().min(0).max(2),
  max_tokens: z.number().int().min(1).max(8_000),
  inputs: z.record(z.string().regex(/^[a-z_]+$/), z.enum(["person", "document"])),
});

/** One call of a model, as its file says it. */
export interface Prompt extends z.output<typeof Head> {
  system: string;
  message: string;
}

/** The two parts of a prompt, by their headings. */
const parts = /^# Peran\n([\s\S]+?)\n# Pesan\n([\s\S]+)$/;
const holes = (text: string) => text.matchAll(/\{\{([a-z_]+)\}\}/g);

/** Reads one file. Throws with a sentence for the operator: what is wrong, and in which file. */
export function parsePrompt(file: string, text: string): Prompt {
  const fail = (what: string): never => {
    throw new Error(`prompts/${file}: ${what}`);
  };
  const [, head = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll("\r\n", "\n")) ?? [];
  const read = Head.safeParse(readYaml(head) ?? {});
  if (!read.success) return fail(read.error.issues.map((it) => `${it.path.join(".") || "front matter"}: ${it.message}`).join("; "));
  const [, system = "", message = ""] = parts.exec(body.trim()) ?? fail('needs the two headings "# Peran" and "# Pesan"');
  const used = new Set([...holes(`${system}${message}`)].map((it) => it[1] ?? ""));
  const inputs = Object.keys(read.data.inputs);
  if (`${read.data.id}.md` !== file) fail(`the id is "${read.data.id}"`);
  // What people write must never stand among the instructions.
  if (system.includes("{{")) fail("holes belong under # Pesan");
  for (const name of used) if (!inputs.includes(name)) fail(`{{${name}}} is none of the inputs`);
  for (const name of inputs) if (!used.has(name)) fail(`the input ${name} is used nowhere`);
  return { ...read.data, system: system.trim(), message: message.trim() };
}

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/**
 * The message with its holes filled; a value is put in once and never read for holes of its own, and cannot close the block that it
 * stands in. Throws for an input that is missing or that nobody asked for.
 */
export function fill({ id, message, inputs }: Pick<Prompt, "id" | "message" | "inputs">, values: Record<string, string>): string {
  const wanted = Object.keys(inputs);
  const missing = wanted.filter((it) => values[it] === undefined);
  const extra = Object.keys(values).filter((it) => !wanted.includes(it));
  if (missing.length > 0) throw new Error(`prompt ${id}: without ${missing.join(", ")}`);
  if (extra.length > 0) throw new Error(`prompt ${id}: ${extra.join(", ")} not asked for`);
  const blocks = [...message.matchAll(/<([a-z_]+)>/g)].map((it) => it[1]);
  const closers = new RegExp(String.raw`<\s*/?\s*(?:${blocks.join("|")})\b[^>]{0,40}>?`, "gi");
  return message.replace(/\{\{([a-z_]+)\}\}/g, (_, name: string) => (blocks.length > 0 ? (values[name] ?? "").replace(closers, " ") : (values[name] ?? "")));
}
