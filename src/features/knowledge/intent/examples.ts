import { parse } from "yaml";
import { z } from "zod";
import { type Intent, intents } from "./intent.ts";

const File = z.strictObject({
  ...(Object.fromEntries(intents.map((it) => [it, z.string()])) as Record<Intent, z.ZodString>),
  /** Questions for the documents that take something for granted. */
  stated: z.string().default(""),
});

/** A message with what it is after. */
export interface Example {
  text: string;
  intent: Intent;
  /** A question that takes something for granted, true or false. */
  assumes: boolean;
}

/** Reads the examples (`knowledge/niat.yaml`), one message a line; throws what zod says is wrong with the file. */
export function parseExamples(yamlText: string): Example[] {
  const file = File.parse(parse(yamlText));
  const read = (lines: string, intent: Intent, assumes: boolean): Example[] =>
    lines.split("\n").flatMap((line) => (line.trim() === "" ? [] : [{ text: line.trim(), intent, assumes }]));
  return [...intents.flatMap((intent) => read(file[intent], intent, false)), ...read(file.stated, "policy", true)];
}
