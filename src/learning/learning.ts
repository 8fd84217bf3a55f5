import { fork } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseRequests } from "../bot/understand/request-file.ts";
import { createUnderstanding, type Understanding } from "../bot/understand/understanding.ts";
import { everydayWords } from "../features/competency/dictionary/everyday-words.ts";
import { createIntents } from "../features/knowledge/intent/classifier.ts";
import { parseExamples } from "../features/knowledge/intent/examples.ts";
import type { Intents } from "../features/knowledge/intent/intent.ts";
import { namesAnother } from "../features/knowledge/intent/personal-signs.ts";
import type { Kept } from "../language/kept.ts";
import { parseVocabulary, type SearchVocabulary } from "../language/vocabulary.ts";
import type { Log } from "../log.ts";
import { learntFiles } from "./learnt-files.ts";

/** The knowledge that came with the program. */
export const ownKnowledge = fileURLToPath(new URL("../../knowledge", import.meta.url));

/** After the start, when nobody is likely to have asked yet. */
const idleMs = 300;
/** Messages wait for it, so that a process that does not come to an end is not waited for. */
const longestMs = 120_000;

/** What the assistant learns from the examples of a knowledge folder. */
export interface Learning {
  vocabulary: SearchVocabulary;
  intents: Intents;
  understanding: Understanding;
  /** Reads the examples for nothing but their mistakes. */
  check(): void;
  /** Learns now, unless it is kept from an earlier start. */
  now(): void;
  /** Learns in a process of its own, then has it at hand. Never fails: what could not be learnt is learnt by whoever first needs it. */
  ahead(log: Log): Promise<void>;
}

/** A folder without a vocabulary or examples of its own uses the shipped ones: people type alike everywhere. */
export function ownOrShipped(folder: string, name: string): string {
  return readFileSync(existsSync(`${folder}/${name}`) ? `${folder}/${name}` : `${ownKnowledge}/${name}`, "utf8");
}

/** Learns when it is first asked, and keeps what it learnt for the next process, in files unless told otherwise. */
export function learningFrom(folder: string, given?: Kept): Learning {
  const [words, intended, asked] = ["sinonim.yaml", "niat.yaml", "permintaan.yaml"].map((name) => ownOrShipped(folder, name)) as [string, string, string];
  const files = learntFiles([words, intended, asked]);
  const handed = new Map<string, unknown>();
  const kept = given ?? { recall: <T>(name: string, learn: () => T) => files.recall(name, () => (handed.get(name) as T | undefined) ?? learn()) };
  const vocabulary = kept.recall("vocabulary", () => parseVocabulary(words));
  const readers = { "niat.yaml": () => parseExamples(intended), "permintaan.yaml": () => parseRequests(asked) };
  const intents = createIntents(readers["niat.yaml"], vocabulary, kept);
  const understanding = createUnderstanding({
    requests: readers["permintaan.yaml"],
    others: () => readers["niat.yaml"]().map((it) => it.text),
    aboutAnother: (text) => namesAnother(text, vocabulary.names),
    slang: vocabulary.slang,
    names: vocabulary.names,
    taught: everydayWords.words,
    fallback: { capability: "ask_policy", field: "question" },
    kept,
  });
  const now = (): void => {
    intents.of("halo");
    understanding.prepare();
  };
  return {
    vocabulary,
    intents,
    understanding,
    check() {
      for (const [name, read] of Object.entries(readers)) naming(name, read);
    },
    now,
    async ahead(log) {
      if (files.has(["intents", "requests"])) return void setTimeout(now, idleMs).unref();
      try {
        await inProcess(folder, handed);
        if (handed.size > 0) now();
      } catch (error) {
        log.warn({ err: error instanceof Error ? error.message : String(error) }, "learning ahead failed");
      }
      handed.clear();
    },
  };
}

function naming(name: string, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Seconds of arithmetic, for which nobody who writes meanwhile has to wait, and much memory, which goes with the process. */
function inProcess(folder: string, handed: Map<string, unknown>): Promise<void> {
  const child = fork(new URL("./learn.ts", import.meta.url), [folder], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: process.platform === "win32" ? { SystemRoot: "C:\\Windows" } : {},
    timeout: longestMs,
    killSignal: "SIGKILL",
  });
  child.unref();
  child.channel?.unref();
  child.on("message", ({ name, learnt }: { name: string; learnt: unknown }) => handed.set(name, learnt));
  return new Promise((done, failed) => child.on("error", failed).on("close", () => done()));
}
