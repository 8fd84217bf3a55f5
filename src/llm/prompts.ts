import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Prompt, parsePrompt } from "./prompt-file.ts";

/** Every prompt of a folder by its id. Throws at the first that is not as it should be. */
export function readPrompts(folder: string): Map<string, Prompt> {
  const files = readdirSync(folder)
    .filter((it) => it.endsWith(".md") && it !== "README.md")
    .sort();
  return new Map(files.map((file) => [file.slice(0, -3), parsePrompt(file, readFileSync(join(folder, file), "utf8"))]));
}
