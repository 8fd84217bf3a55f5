import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ParsedDocument, Passage } from "../../src/features/knowledge/passage.ts";
import { createIndex } from "../../src/features/knowledge/search/knowledge-index.ts";
import type { SearchVocabulary } from "../../src/language/vocabulary.ts";
import type { Question } from "./retrieval-sets.ts";

const sizes = [1_000, 10_000, 100_000];

/** Index and query times as the base grows; beyond the real passages, words of real ones are shuffled into new ones. */
export async function benchGrowth(
  documents: readonly ParsedDocument[],
  questions: readonly Question[],
  vocabulary: SearchVocabulary,
  asOf: string,
  print: (line: string) => void,
): Promise<void> {
  print("passages   put ms  build ms  rebuild ms  p50 ms  p95 ms  heap MB  arrays MB");
  for (const size of sizes) {
    const index = createIndex({ vocabulary });
    const before = memory();
    const started = performance.now();
    for (const it of grown(documents, size)) index.put({ key: it.meta.id, origin: "bench", ...it });
    const put = performance.now() - started;
    const search = (text: string): number => {
      const start = performance.now();
      index.search({ text, scopes: ["nasional"], asOf, top: 10 });
      return performance.now() - start;
    };
    const build = search("cuti tahunan");
    const first = documents[0];
    if (first) index.put({ key: first.meta.id, origin: "bench", ...first });
    const rebuild = search("cuti tahunan");
    search("tunjagan pensuin");
    const times = questions.map((it) => search(it.text)).sort((a, b) => a - b);
    const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
    const after = memory();
    const columns = [put, build, rebuild].map((it) => it.toFixed(0).padStart(8)).join("  ");
    const speeds = [at(0.5), at(0.95)].map((it) => it.toFixed(2).padStart(6)).join("  ");
    print(
      `${String(index.size).padStart(8)} ${columns}    ${speeds}   ${(after.heap - before.heap).toFixed(0).padStart(6)}  ${(after.arrays - before.arrays).toFixed(0).padStart(8)}`,
    );
  }
}

// Memory means something only after a collection, which Node offers on request.
setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

function memory(): { heap: number; arrays: number } {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed / 2 ** 20, arrays: arrayBuffers / 2 ** 20 };
}

/** The first documents up to the size; after the real ones, copies whose words are dealt anew and some of whose words are new. */
function* grown(documents: readonly ParsedDocument[], size: number): Iterable<ParsedDocument> {
  let left = size;
  for (let round = 0; left > 0; round++) {
    for (const { meta, passages } of documents) {
      if (left <= 0) return;
      const part = passages.slice(0, left).map((it) => (round === 0 ? it : altered(it, round)));
      left -= part.length;
      yield { meta: round === 0 ? meta : { ...meta, id: `${meta.id}-${round}`, rule: `${meta.rule}-${round}`, relations: [] }, passages: part };
    }
  }
}

function altered(passage: Passage, round: number): Passage {
  const words = passage.text.split(" ");
  const step = 1 + ((round * 7) % Math.max(2, words.length - 1));
  // One word in forty is new, as names are in real texts.
  const dealt = words.map((_, at) => (at % 40 === 39 ? `${words[at]}${String.fromCharCode(97 + (round % 26))}` : words[(at * step + round) % words.length]));
  return { ...passage, text: dealt.join(" ") };
}
