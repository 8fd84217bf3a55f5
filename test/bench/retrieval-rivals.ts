import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import MiniSearch from "minisearch";
import pg from "pg";
import type { ParsedDocument, Passage } from "../../src/features/knowledge/passage.ts";
import { createIndex } from "../../src/features/knowledge/search/knowledge-index.ts";
import { createStemmer } from "../../src/language/stemmer.ts";
import { isStopWord } from "../../src/language/stop-words.ts";
import type { SearchVocabulary } from "../../src/language/vocabulary.ts";
import { wordsOf } from "../../src/language/words.ts";

export interface Found {
  id: string;
  passage: Passage;
}

/** One way to search, over a set of documents. */
export interface Engine {
  name: string;
  build(documents: readonly ParsedDocument[]): Promise<Searcher>;
}

export interface Searcher {
  search(text: string): Found[] | Promise<Found[]>;
  close?(): Promise<void>;
}

const top = 10;

export function ours(vocabulary: SearchVocabulary, asOf: string): Engine {
  return {
    name: "ours",
    async build(documents) {
      const index = createIndex({ vocabulary });
      for (const it of documents) index.put({ key: it.meta.id, origin: "bench", ...it });
      const search = (text: string): Found[] =>
        index.search({ text, scopes: ["nasional"], asOf, top }).map((it) => ({ id: it.document.meta.id, passage: it.passage }));
      search("cuti");
      return { search };
    },
  };
}

/** Okapi BM25 over the whole text of each passage with its heading, same words and stems as ours: what the rest of our index adds. */
export const plainBm25: Engine = {
  name: "plain BM25",
  async build(documents) {
    const flat = flatten(documents);
    const counts = new Map<string, number>();
    const words = flat.map((it) => wordsOf(it.text).filter((word) => !isStopWord(word)));
    for (const list of words) for (const word of new Set(list)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const stem = createStemmer((word) => counts.get(word) ?? 0);
    const average = words.reduce((sum, it) => sum + it.length, 0) / Math.max(1, words.length);
    const postings = new Map<string, [slot: number, weight: number][]>();
    words.forEach((list, slot) => {
      const frequency = new Map<string, number>();
      for (const word of list) frequency.set(stem(word), (frequency.get(stem(word)) ?? 0) + 1);
      const norm = 1.2 * (0.25 + (0.75 * list.length) / average);
      for (const [term, count] of frequency) {
        const holders = postings.get(term) ?? [];
        holders.push([slot, (count * 2.2) / (count + norm)]);
        postings.set(term, holders);
      }
    });
    return {
      search(text) {
        const scores = new Map<number, number>();
        for (const term of new Set(
          wordsOf(text)
            .filter((word) => !isStopWord(word))
            .map(stem),
        )) {
          const holders = postings.get(term) ?? [];
          const idf = Math.log(1 + (flat.length - holders.length + 0.5) / (holders.length + 0.5));
          for (const [slot, weight] of holders) scores.set(slot, (scores.get(slot) ?? 0) + idf * weight);
        }
        const best = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, top);
        return best.flatMap(([slot]) => flat[slot] ?? []);
      },
    };
  },
};

export const miniSearch: Engine = {
  name: "MiniSearch default",
  async build(documents) {
    const flat = flatten(documents);
    const index = new MiniSearch<{ id: number; text: string }>({ fields: ["text"] });
    index.addAll(flat.map(({ text }, id) => ({ id, text })));
    return {
      search: (text) =>
        index
          .search(text)
          .slice(0, top)
          .flatMap((it) => flat[Number(it.id)] ?? []),
    };
  },
};

// Where no USER is set (containers), pg would name nobody.
pg.defaults.user ??= userInfo().username;
const databaseUrl = process.env.TEST_DATABASE_URL ?? "postgres:///test?host=/var/run/postgresql";

/** PostgreSQL's own full text: configuration `indonesian`, any word, ts_rank divided by 1 + log(length). */
export const postgres: Engine = {
  name: "PostgreSQL ts_rank",
  async build(documents) {
    const flat = flatten(documents);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const schema = `bench_${randomBytes(6).toString("hex")}`;
    await client.query(`create schema ${schema}`);
    await client.query(`set search_path to ${schema}`);
    await client.query("create table passage (id int primary key, words tsvector not null)");
    await client.query("insert into passage select id, to_tsvector('indonesian', text) from unnest($1::int[], $2::text[]) as it (id, text)", [
      flat.map((_, at) => at),
      flat.map((it) => it.text),
    ]);
    await client.query("create index on passage using gin (words)");
    await client.query("analyze passage");
    return {
      async search(text) {
        const words = wordsOf(text).filter((it) => !isStopWord(it));
        if (words.length === 0) return [];
        const { rows } = await client.query<{ id: number }>(
          `select id from passage, to_tsquery('indonesian', $1) as query
            where words @@ query order by ts_rank(words, query, 1) desc, id limit ${top}`,
          [words.join(" | ")],
        );
        return rows.flatMap((it) => flat[it.id] ?? []);
      },
      async close() {
        await client.query(`drop schema ${schema} cascade`);
        await client.end();
      },
    };
  },
};

export async function postgresAnswers(): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function flatten(documents: readonly ParsedDocument[]): (Found & { text: string })[] {
  return documents.flatMap(({ meta, passages }) =>
    passages.map((passage) => ({
      id: meta.id,
      passage,
      text: [meta.title, ...passage.path, passage.article, passage.title, passage.text].join(". "),
    })),
  );
}
