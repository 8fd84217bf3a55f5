import { existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kawan, type Program, ready, said, startKawan, startMain, stop } from "../service/process.ts";
import { freshFolder } from "../world.ts";

/** Times differ from run to run. */
const timeless = ({ code, out, err }: Awaited<ReturnType<typeof kawan>>) => ({ code, err, out: out.replace(/"ms":[\d.]+/g, '"ms":0') });

const document = "# Cuti bersama\n\nCuti bersama tidak mengurangi hak cuti tahunan pegawai kota ini.\n";

describe("commands while a service holds the folder", { timeout: 120_000 }, () => {
  const folder = freshFolder();
  const place = { cwd: folder.path };
  const socket = join(folder.path, "data", "control.sock");
  let service: Program;

  const commands: { name: string; args: string[]; input?: string }[] = [
    { name: "a list", args: ["knowledge", "list", "--json"] },
    { name: "a question", args: ["knowledge", "ask", "berapa JP minimal PNS setahun?", "--agency", "kendari"] },
    {
      name: "questions on standard input",
      args: ["knowledge", "search", "--json", "--top", "2"],
      input: '{"id":1,"question":"izin belajar"}\n{"id":"dua","question":"JP PPPK"}\n',
    },
    { name: "a line that is not JSON", args: ["knowledge", "ask", "--json"], input: '{"id":1,"question":"izin belajar"}\nbukan json\n' },
    {
      name: "questions that cannot be taken among others",
      args: ["knowledge", "ask", "--json"],
      input: `{"id":1,"question":" "}\n{"id":2,"question":"${"a".repeat(2_001)}"}\n{"id":"tiga","question":"apa itu JP\\u0000?"}\n`,
    },
    { name: "an unknown document", args: ["knowledge", "show", "tidak-ada"] },
    { name: "an unknown city", args: ["knowledge", "ask", "apa?", "--agency", "atlantis"] },
    { name: "a file that is not there", args: ["knowledge", "add", "tidak-ada.md"] },
    { name: "a chat through a pipe", args: ["chat", "--agency", "kendari"], input: "/bantuan\nberapa JP minimal PNS setahun?\n\nkeluar\nini tidak dibaca\n" },
  ];
  const alone = new Map<string, ReturnType<typeof timeless>>();

  beforeAll(async () => {
    for (const it of commands) alone.set(it.name, timeless(await kawan({ ...place, ...(it.input !== undefined && { input: it.input }) }, ...it.args)));
    service = startMain(place);
    await ready(service);
  });
  afterAll(async () => {
    expect(await stop(service)).toBe(0);
    expect(existsSync(socket)).toBe(false);
    folder.remove();
  });

  it.each(commands)("gives the same output and exit code: $name", async ({ name, args, input }) => {
    const before = alone.get(name);
    expect(`${before?.out}${before?.err}`).not.toBe("");
    expect(timeless(await kawan({ ...place, ...(input !== undefined && { input }) }, ...args))).toEqual(before);
  });

  it("gives every question its line under its own id, also those that cannot be taken", () => {
    const { code, out } = alone.get("questions that cannot be taken among others") ?? {};
    const lines = (out ?? "").trimEnd().split("\n");
    expect(lines.map((it) => JSON.parse(it)).map(({ id, outcome }) => [id, outcome === "needs_clarification"])).toEqual([
      [1, true],
      [2, true],
      ["tiga", false],
    ]);
    expect(code).toBe(0);
  });

  it("listens only for its own user", () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(socket).isSocket()).toBe(true);
  });

  it("takes relative paths as the client means them, and the service knows the document at once", async () => {
    const elsewhere = join(folder.path, "sub");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "cuti-bersama.md"), document);
    const added = await kawan({ cwd: elsewhere, settings: { DATA_DIR: "../data" } }, "knowledge", "add", "cuti-bersama.md");
    expect(added).toMatchObject({ code: 0, err: "" });
    expect(added.out).toContain("1 added, 0 changed");
    expect((await kawan(place, "knowledge", "show", "cuti-bersama")).out).toContain("tidak mengurangi hak cuti tahunan");
  });

  it("leaves another folder to the client itself", async () => {
    const other = await kawan(place, "knowledge", "list", "--empty", "--data-dir", "./lain");
    expect(other).toEqual({ code: 0, out: "0 documents\n", err: "" });
    expect(existsSync(join(folder.path, "lain", "pg"))).toBe(true);
    expect(existsSync(join(folder.path, "lain", "control.sock"))).toBe(false);
  });

  it("knows its own folder under --data-dir too", async () => {
    expect((await kawan(place, "knowledge", "show", "cuti-bersama", "--data-dir", realpathSync(join(folder.path, "data")))).code).toBe(0);
  });

  it("streams a large input and a large output", async () => {
    const lines = 3_000;
    const input = Array.from({ length: lines }, (_, at) => JSON.stringify({ id: at, question: `JP PPPK ${"x".repeat(1_000)}` })).join("\n");
    const { code, out } = await kawan({ ...place, input }, "knowledge", "search", "--json", "--top", "1");
    expect(code).toBe(0);
    expect(
      out
        .trimEnd()
        .split("\n")
        .map((it) => JSON.parse(it).id),
    ).toEqual(Array.from({ length: lines }, (_, at) => at));
  });

  it("is cancelled politely by Ctrl-C, and by a client that is gone; the service goes on", async () => {
    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      const client = startKawan(place, "knowledge", "ask", "--json");
      client.child.stdin?.write('{"id":1,"question":"izin belajar"}\n');
      await said(client, () => client.out().includes('"outcome"'));
      client.child.kill(signal);
      expect(await client.ended).toBe(signal === "SIGINT" ? 130 : "SIGKILL");
      expect((await kawan(place, "knowledge", "show", "cuti-bersama")).code).toBe(0);
    }
  });

  it("writes a backup while it serves, and refuses to restore one then", async () => {
    const { code, out } = await kawan(place, "backup", "cadangan.gz");
    expect(code).toBe(0);
    expect(out).toMatch(/cadangan\.gz: \d+ tables, \d+ rows, \d+ bytes\n/);
    expect(statSync(join(folder.path, "cadangan.gz")).mode & 0o777).toBe(0o600);
    expect((await kawan(place, "backup", "cadangan.gz")).err).toMatch(/is there already/);
    const { code: refused, err } = await kawan(place, "restore", "cadangan.gz", "--force", "--yes");
    expect({ refused, err }).toEqual({ refused: 1, err: "The service is running on this base: stop it first, then restore.\n" });
  });
});

describe("a folder with a very long path", { timeout: 120_000 }, () => {
  it("has its socket all the same", async () => {
    const folder = freshFolder();
    const deep = join(folder.path, "d".repeat(120), "data");
    mkdirSync(deep, { recursive: true });
    const place = { cwd: folder.path, settings: { DATA_DIR: deep } };
    const service = startMain(place);
    await ready(service);
    expect((await kawan(place, "knowledge", "list")).out).toMatch(/\d+ documents\n$/);
    expect(await stop(service)).toBe(0);
    folder.remove();
  });
});

describe("two commands at once without a service", { timeout: 120_000 }, () => {
  it("wait for each other", async () => {
    const folder = freshFolder();
    const all = await Promise.all([1, 2].map(() => kawan({ cwd: folder.path }, "knowledge", "list", "--empty")));
    expect(all).toEqual([1, 2].map(() => ({ code: 0, out: "0 documents\n", err: "" })));
    folder.remove();
  });
});
