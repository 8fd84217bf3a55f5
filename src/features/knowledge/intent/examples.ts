import { parse } from "yaml";
import { z } from "zod";
import { type Intent, intents } from "./intent.ts";

const File = z.strictObject(Object.fromEntries(intents.map((it) => [it, z.string()])) as Record<Intent, z.ZodString>);

/** A message with what it is after. */
export interface Example {
  text: string;
  intent: Intent;
}

/** Reads the examples (`knowledge/niat.yaml`), one message a line; throws what zod says is wrong with the file. */
export function parseExamples(yamlText: string): Example[] {
  const file = File.parse(parse(yamlText));
  return intents.flatMap((intent) => file[intent].split("\n").flatMap((line) => (line.trim() === "" ? [] : [{ text: line.trim(), intent }])));
}
