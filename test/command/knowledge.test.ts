import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import type { CommandIo } from "../../src/command/io.ts";
import { runProgram } from "../../src/command/program.ts";
import type { InboundBody } from "../../src/core/channel.ts";
import { replyText } from "../../src/core/reply.ts";
import { freshPostgres, silentLog, testConfig } from "../world.ts";

const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];

describe.each(bases)("the knowledge commands on $name", ({ make }) => {
  let app: App;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const made = await make();
    drop = made.drop;
    app = await openApp({ config: testConfig(), log: silentLog, where: made.where, shipped: "sync" });
  });
  afterAll(async () => {
    await app.close();
    await drop();
  });

  async function kawan(input: string, ...argv: string[]) {
    const said = { out: "", err: "" };
    const io = {
      cwd: "/",
      stdin: Readable.from(input === "" ? [] : [input]),
      isTerminal: false,
      signal: new AbortController().signal,
      out(text: string) {
        said.out += text;
      },
      err(text: string) {
        said.err += text;
      },
      drained: async () => {},
    } as unknown as CommandIo;
    const host = { io, inService: false, config: app.config, open: async () => app } as unknown as CommandHost;
    return { code: await runProgram(argv, host), ...said };
  }

  /** What the chat sends back to the same question. */
  async function chat(question: string, city: string) {
    const to = { channel: "terminal" as const, account: "t", chat: question };
    const send = (dedupe: string, body: InboundBody) =>
      app.db.transaction((tx) =>
        app.engine.act(tx, [{ message: { dedupe, at: app.clock().toString(), late: false, from: { id: "t" }, to, body } }], app.clock()),
      );
    await send("1", { type: "start", start: city });
    const [letter] = await send("2", { type: "text", text: question });
    return letter ? replyText(letter.reply) : "";
  }

  it.each([
    "berapa JP minimal setahun bagi PNS?",
    "kota kami bermitra dengan siapa untuk pengembangan kompetensi",
    "siapa presiden pertama",
    "PP 53/2010 masih berlaku?",
    "halo",
  ])("answer as the chat does: %s", async (question) => {
    const { out, code } = await kawan("", "knowledge", "ask", question, "--agency", "kendari");
    expect([out.trim(), code]).toEqual([await chat(question, "kendari"), 0]);
  });

  it("take JSON Lines and give one object a line, in order, with the stable fields", async () => {
    const input = '{"id":"a","question":"berapa JP minimal PNS"}\n\n{"id":7,"question":"halo"}\n{"question":""}\n';
    const lines = (await kawan(input, "knowledge", "ask", "--json")).out
      .trim()
      .split("\n")
      .map((it) => JSON.parse(it));
    expect(lines.map((it) => [it.id, it.outcome])).toEqual([
      ["a", expect.stringMatching(/^answered/)],
      [7, "small_talk"],
      [null, "needs_clarification"],
    ]);
    expect(Object.keys(lines[0])).toEqual(["id", "question", "outcome", "answer", "citations", "ms"]);
    expect(Object.keys(lines[0].citations[0])).toEqual(["document", "title", "article", "status", "passage"]);
    const found = JSON.parse((await kawan("", "knowledge", "search", "--json", "--top", "2", "PP 11 th 2017 ps 203")).out);
    expect(Object.keys(found)).toEqual(["id", "question", "hits", "ms"]);
    expect(found.hits).toHaveLength(2);
    expect(Object.keys(found.hits[0])).toEqual(["document", "passage", "article", "score"]);
    expect([found.hits[0].document, found.hits[0].article]).toEqual(["pp-2017-11", expect.stringContaining("Pasal 203")]);
  });

  it("say what is wrong on standard error, with a non-zero exit", async () => {
    for (const argv of [
      ["knowledge", "ask"],
      ["knowledge", "ask", "x", "--agency", "atlantis"],
      ["knowledge", "ask", "x", "--as-of", "besok"],
      ["knowledge", "search", "x", "--top", "0"],
      ["knowledge", "show", "tidak-ada"],
      ["knowledge", "remove", "tidak-ada"],
      ["knowledge", "add", "/tidak/ada"],
      ["knowledge", "eval", "/tidak/ada.jsonl"],
      ["tidakada"],
    ]) {
      const { code, err, out } = await kawan("", ...argv);
      expect([argv.join(" "), code === 0, err === "", out]).toEqual([argv.join(" "), false, false, ""]);
    }
    expect((await kawan("bukan json\n", "knowledge", "ask", "--json")).code).toBe(1);
  });

  it("list and show what the base holds", async () => {
    const list = (await kawan("", "knowledge", "list", "--json")).out
      .trim()
      .split("\n")
      .map((it) => JSON.parse(it));
    expect(list.find((it) => it.document === "pp-2017-11")).toMatchObject({ origin: "shipped", scope: "nasional" });
    expect((await kawan("", "knowledge", "show", "kendari")).out).toContain("Kota Kendari");
  });

  it("stores every question once with its outcome, and no personal data", async () => {
    const { z } = await import("zod");
    const { sql } = await import("../../src/db/database.ts");
    await kawan("", "knowledge", "ask", "NIP saya 198503212010011004, berapa JP minimal PNS?");
    const rows = await app.db.many(
      z.object({ question: z.string(), outcome: z.string() }),
      sql`select question, outcome from knowledge_answer where question like '%NIP saya%'`,
    );
    expect(rows).toEqual([{ question: "NIP saya [NIP], berapa JP minimal PNS?", outcome: expect.stringMatching(/^answered/) }]);
  });

  it("stores nothing of a complaint but that there was one", async () => {
    const { z } = await import("zod");
    const { sql } = await import("../../src/db/database.ts");
    const all = () =>
      app.db.many(z.object({ question: z.string(), outcome: z.string() }), sql`select question, outcome from knowledge_answer order by id desc`);
    const { out } = await kawan("", "knowledge", "ask", "kepala seksi saya memeras stafnya tiap gajian, saya diancam kalau mengadu");
    expect(out).toContain("SP4N-LAPOR!");
    const rows = await all();
    expect(rows[0]).toEqual({ question: "[isi aduan tidak disimpan]", outcome: "out_of_domain" });
    expect(rows.filter((it) => it.question.includes("memeras"))).toEqual([]);
  });
});
