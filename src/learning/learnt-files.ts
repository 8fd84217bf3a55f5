import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import type { Kept } from "../language/kept.ts";

/** Of the program, not of an agency: made from its own files, and made anew where it is missing. */
const ownFolder = fileURLToPath(new URL("../../node_modules/.cache/kawan-asn/learnt", import.meta.url));

/** The sources that decide what is learnt from a text; a test follows their imports. */
export const learners = ["language", "bot/understand", "features/knowledge/intent", "core/mask.ts", "core/one-time-code.ts", "learning/learning.ts"];

/** What is as old as this goes when something new is kept: whoever changes the texts or the sources leaves nine megabytes each time. */
const forgottenAfterMs = 24 * 60 * 60 * 1000;

export interface LearntFiles extends Kept {
  /** Whether all of these need no learning. */
  has(names: readonly string[]): boolean;
}

/** One file for each thing learnt, under the digest of all texts it may come from and of the program that reads them. */
export function learntFiles(texts: readonly string[], folder = ownFolder): LearntFiles {
  const mark = markOf(texts);
  const fileOf = (name: string): string => join(folder, `${name}-${mark}`);
  return {
    has: (names) => names.every((it) => statSync(fileOf(it), { throwIfNoEntry: false }) !== undefined),
    recall<T>(name: string, learn: () => T): T {
      const kept = read(fileOf(name));
      if (kept) return kept.learnt as T;
      const learnt = learn();
      write(folder, fileOf(name), { learnt });
      return learnt;
    },
  };
}

function markOf(texts: readonly string[]): string {
  const hash = createHash("sha256").update(process.version);
  for (const it of sources()) hash.update(readFileSync(it));
  for (const it of texts) hash.update(`\n${it.length}\n`).update(it);
  return hash.digest("hex").slice(0, 24);
}

const sources = (): string[] =>
  learners.flatMap((it) => {
    const path = fileURLToPath(new URL(`../${it}`, import.meta.url));
    return it.endsWith(".ts")
      ? [path]
      : readdirSync(path)
          .sort()
          .map((name) => join(path, name));
  });

const digestOf = (content: Uint8Array): Buffer => createHash("sha256").update(content).digest();
const digestBytes = 32;

/** Whatever is wrong with a file, it is only something to be learnt anew. Nought where a weight was (a power loss) would be read as a weight, hence the digest. */
function read(file: string): { learnt: unknown } | null {
  try {
    const bytes = readFileSync(file);
    const content = bytes.subarray(digestBytes);
    return digestOf(content).equals(bytes.subarray(0, digestBytes)) ? (deserialize(content) as { learnt: unknown }) : null;
  } catch {
    return null;
  }
}

/** Many processes may write the same at once, so each writes a file of its own first. A read-only folder keeps nothing. */
function write(folder: string, file: string, content: object): void {
  try {
    mkdirSync(folder, { recursive: true });
    const own = `${file}.${process.pid}`;
    const bytes = serialize(content);
    writeFileSync(own, Buffer.concat([digestOf(bytes), bytes]));
    renameSync(own, file);
    for (const it of readdirSync(folder).map((name) => join(folder, name))) {
      if (Date.now() - statSync(it).mtimeMs > forgottenAfterMs) rmSync(it, { force: true });
    }
  } catch {}
}
