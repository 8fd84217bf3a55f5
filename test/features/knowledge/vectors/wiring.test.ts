import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openApp } from "../../../../src/app.ts";
import { createEngine } from "../../../../src/bot/engine.ts";
import type { Inbound } from "../../../../src/core/channel.ts";
import { fuse, fusion } from "../../../../src/features/knowledge/search/near.ts";
import { createMatrix } from "../../../../src/features/knowledge/vectors/matrix.ts";
import { startEmbeddings } from "../../../fakes/embeddings.ts";
import { freshPostgres, silentLog, testConfig } from "../../../world.ts";
import { concepts, pay, put } from "./world.ts";

const message = (body: Inbound["body"]): Inbound => ({
  dedupe: "1",
  at: "2026-11-22T02:00:00Z",
  late: false,
  from: { id: "x" },
  to: { channel: "web", account: "web", chat: "x" },
  body,
});

describe("the second list in the house", () => {
  it("is not even loaded without an endpoint: nothing but its own folder imports it at the start", () => {
    const root = fileURLToPath(new URL("../../../../src", import.meta.url));
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((it) => it.endsWith(".ts") && !it.includes("vectors"));
    const breaches = files.filter((it) => /^import (?!type )[^;]*vectors\//m.test(readFileSync(join(root, it), "utf8")));
    expect(files.length).toBeGreaterThan(50);
    expect(breaches).toEqual([]);
  });

  it("is asked before the transaction of a message: the question without its command, and nothing for a tap", async () => {
    const warmed: string[] = [];
    const engine = createEngine({
      catalog: [],
      agencies: [],
      cell: 1,
      identify: async () => [],
      fallback: "ask_policy",
      warm: async (it) => void warmed.push(it),
    });
    await engine.understand(message({ type: "text", text: "/tanya kapan gaji cair" }));
    await engine.understand(message({ type: "text", text: "kapan gaji cair" }));
    await engine.understand(message({ type: "choice", menu: "m", choice: 0, label: "kapan gaji cair" }));
    expect(warmed).toEqual(["kapan gaji cair", "kapan gaji cair", ""].slice(0, 2));
  });

  it("is built by the app from its settings, fills itself, and ends with the app", async () => {
    const [{ url, drop }, embeddings] = await Promise.all([freshPostgres(), startEmbeddings(concepts)]);
    try {
      const config = testConfig({ EMBEDDINGS_URL: embeddings.url, EMBEDDINGS_MODEL: "bge-m3" });
      const app = await openApp({ config, log: silentLog, where: { url }, shipped: "none" });
      await put(app.db, pay);
      await app.knowledge.refresh(app.db);
      expect(await app.meaning?.settled(new AbortController().signal)).toBe(0);
      await app.engine.understand(message({ type: "text", text: "kapan gaji cair" }));
      const near = await app.db.transaction((tx) => app.knowledge.near(tx, { text: "kapan gaji cair", city: null, asOf: "2026-01-01" }));
      expect(near[0]).toEqual({ document: "added/pp-2020-1", anchor: "pasal-1" });
      await app.close();
      expect(embeddings.requests.map((it) => it.input.length)).toEqual([2, 1]);
    } finally {
      await embeddings.stop();
      await drop();
    }
  });

  it("without an endpoint gives no second list", async () => {
    const { url, drop } = await freshPostgres();
    try {
      const app = await openApp({ config: testConfig(), log: silentLog, where: { url }, shipped: "none" });
      expect(app.meaning).toBeNull();
      expect(await app.knowledge.near(app.db, { text: "gaji", city: null, asOf: "2026-01-01" })).toEqual([]);
      await app.close();
    } finally {
      await drop();
    }
  });
});

describe("reciprocal rank fusion", () => {
  const listed = (slot: number, more: { article?: boolean } = {}) => ({ slot, article: false, defines: 0, ...more });
  const order = (ranked: ReturnType<typeof listed>[], words: number[], near: number[]) => fuse(ranked, new Set(words), near).map((it) => it.slot);

  it("leaves the order by words alone without a second list", () => {
    const ranked = [listed(3), listed(1)];
    expect(fuse(ranked, new Set([3, 1]), [])).toBe(ranked);
  });

  it("puts first what both lists hold, then lets them alternate, words first", () => {
    expect(order([listed(1), listed(2), listed(3), listed(8), listed(9)], [1, 2, 3], [8, 3, 9])).toEqual([3, 1, 8, 2, 9]);
    expect(fusion).toEqual({ k: 60, words: 1, meaning: 1, most: 10 });
  });

  it("keeps a cited article first", () => {
    expect(order([listed(1, { article: true }), listed(2), listed(8)], [1, 2], [8, 2])[0]).toBe(1);
  });
});

describe("the matrix", () => {
  it("gives the nearest by cosine, also after rows were taken out and put in again", () => {
    const matrix = createMatrix(2);
    const at = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
    for (let n = 0; n < 200; n++) matrix.put(`v${n}`, at(n / 100));
    for (let n = 0; n < 200; n += 2) matrix.remove(`v${n}`);
    matrix.remove("v0");
    matrix.put("v4", at(0.04));
    expect(matrix.nearest(at(0.042), 3)).toEqual(["v4", "v5", "v3"]);
    expect(matrix.nearest(at(0), 1_000).length).toBe(101);
  });
});
