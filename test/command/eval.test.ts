import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { runProgram } from "../../src/command/program.ts";
import { sql } from "../../src/db/database.ts";
import { promptFolder } from "../../src/model-at-start.ts";
import { type ModelTalk, openModelTalk } from "../bot/compose/model-talk.ts";
import { inventsCitations } from "../fakes/openai/adversary.ts";
import { honest } from "../fakes/openai/honest.ts";
import { textOf } from "../fakes/openai/reply.ts";
import { freshFolder } from "../world.ts";

describe("an evaluation, and the gate before a changed prompt", () => {
  const folder = freshFolder();
  let talk: ModelTalk;
  beforeAll(async () => {
    talk = await openModelTalk({ LLM_PRICE: "2-10" });
  });
  afterAll(async () => {
    await talk.close();
    folder.remove();
  });

  const runs = async (...argv: string[]) => {
    const said = { out: "", err: "" };
    const io = {
      out: (text: string) => {
        said.out += text;
      },
      err: (text: string) => {
        said.err += text;
      },
      cwd: folder.path,
      signal: new AbortController().signal,
      drained: async () => {},
    };
    const host = { io, inService: false, config: talk.app.config, open: async () => talk.app } as unknown as Parameters<typeof runProgram>[1];
    return { code: await runProgram(argv, host), ...said };
  };
  const questions = [
    { id: "T1", question: "berapa jp minimal pns dalam setahun", class: "answerable", must: [["20"]], cite: [{ rule: "PP 11/2017", article: "Pasal 203" }] },
    { id: "T2", question: "resep rendang padang", class: "not-in-domain" },
  ];

  it("writes one report for people and one for machines, of the documents alone and of an endpoint alike", async () => {
    writeFileSync(join(folder.path, "soal.jsonl"), questions.map((it) => JSON.stringify(it)).join("\n"));
    talk.fake.always = honest;
    expect(await runs("eval", "soal.jsonl", "--out", "a")).toMatchObject({ code: 0 });
    expect(talk.fake.heard).toEqual([]);
    expect(await runs("eval", "soal.jsonl", "--live", "--out", "b")).toMatchObject({ code: 0 });
    const read = (at: string) => {
      const files = readdirSync(join(folder.path, at)).sort();
      expect(files.map((it) => it.replace(/.*\./, ""))).toEqual(["json", "md"]);
      return {
        report: JSON.parse(readFileSync(join(folder.path, at, files[0] ?? ""), "utf8")),
        text: readFileSync(join(folder.path, at, files[1] ?? ""), "utf8"),
      };
    };
    const [own, live] = [read("a"), read("b")];
    expect(Object.keys(own.report)).toEqual(Object.keys(live.report));
    for (const { report } of [own, live]) {
      expect(report.all).toMatchObject({ questions: 2, right: 2 });
      expect(report.classes["not-in-domain"]).toMatchObject({ questions: 1, right: 1 });
      expect(report.abstention).toEqual({ precision: { part: 1, whole: 1 }, recall: { part: 1, whole: 1 } });
    }
    expect(own.report).toMatchObject({ way: "documents", cost: { calls: 0 }, worded: { share: { part: 0, whole: 0 } } });
    expect(live.report).toMatchObject({ way: "live", models: { answer: "besar" }, prompts: ["jawab@1"], worded: { share: { part: 1, whole: 1 } } });
    expect(live.report.cost.total).toBeGreaterThan(0);
    expect(live.text).toContain("| **all** | 2 | 100.0 % (2 of 2)");
  });

  it("says why a model's words were not used", async () => {
    talk.fake.always = inventsCitations;
    const { code, out } = await runs("eval", "soal.jsonl", "--live", "--out", "c");
    expect(code).toBe(0);
    expect(out).toContain("In the model's words: 0.0 % (0 of 1); not borne out: 1");
  });

  it("stops a prompt that answers worse, question by question, and keeps the reason of who overrides it", async () => {
    const file = join(folder.path, "jawab.md");
    writeFileSync(file, readFileSync(join(promptFolder, "jawab.md"), "utf8").replace("version: 1", "version: 2").replace("# Peran\n", "# Peran\nBARU. "));
    // The changed prompt makes this model invent things.
    talk.fake.always = (request) =>
      textOf(request.messages[0]).startsWith("BARU") ? "PNS wajib 99 JP [1]." : typeof honest === "function" ? honest(request) : "";
    const stopped = await runs("model", "prompt", file, "--try");
    expect(stopped.code).toBe(1);
    expect(stopped.err).toMatch(/worse {2}U001 Berapa jam pelajaran/);
    expect(stopped.err).toContain("answered worse; nothing was changed");
    expect((await runs("model", "prompt", file, "--try", "--override", "percobaan")).code).toBe(0);
    const kept = await talk.app.db.many(z.object({ reason: z.string() }), sql`select reason from knowledge_override`);
    expect(kept).toEqual([]); // only tried
    expect(readFileSync(join(promptFolder, "jawab.md"), "utf8")).toContain("version: 1");
  }, 60_000);

  it("puts a prompt to use that is answered no worse, at once and in the base, and takes it back", async () => {
    const file = join(folder.path, "jawab.md");
    const text = readFileSync(join(promptFolder, "jawab.md"), "utf8").replace("version: 1", "version: 2").replace("# Peran\n", "# Peran\nLEBIH SINGKAT. ");
    talk.fake.always = honest;
    writeFileSync(file, text.replace("pertanyaan: person", "pertanyaan: document"));
    // What people type would then be taken for the house's own words, and leave unseen.
    expect((await runs("model", "prompt", file)).err).toContain("its inputs are not those of the one in use");
    writeFileSync(file, text);
    const put = await runs("model", "prompt", file, "--override", "ringkas");
    expect(put.out).toContain("jawab v2");
    await talk.person("baru", { name: "Rudi Baru" });
    await talk.says("baru", "min brp JP setaun buat pns?");
    expect(await talk.writtenBy()).toContain("jawab@2");
    expect(textOf(talk.fake.heard.at(-1)?.chat?.messages[0] as never)).toContain("LEBIH SINGKAT");
    expect((await runs("model", "prompt")).out).toMatch(/^jawab +v2 {2}put to use/m);
    expect((await runs("model", "prompt", file)).err).toContain("not above the one in use (2)");
    expect((await runs("model", "prompt", "jawab", "--back")).out).toContain("v1 stands again");
    expect((await runs("model", "prompt", "jawab", "--back")).code).toBe(1);
    expect(readFileSync(join(promptFolder, "jawab.md"), "utf8")).toContain("version: 1");
  }, 60_000);

  it("takes no prompt whose version did not rise", async () => {
    const { code, err } = await runs("model", "prompt", join(promptFolder, "jawab.md"));
    expect(code).toBe(1);
    expect(err).toContain("not above the one in use");
  });
});
