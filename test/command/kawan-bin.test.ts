import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { start } from "../service/process.ts";
import { freshFolder } from "../world.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("the bin", { timeout: 120_000 }, () => {
  const folder = freshFolder();
  afterAll(() => folder.remove());

  async function run(bin: string, ...args: string[]) {
    const program = start([process.execPath, bin, ...args], { cwd: folder.path });
    program.child.stdin?.end();
    const code = await program.ended;
    return { code, out: program.out(), err: program.err() };
  }

  const installs = [
    { name: "of a checkout", bin: () => join(root, "src/kawan.mjs") },
    { name: "installed as somebody's dependency, its own dependencies beside it", bin: installed },
  ];

  it.each(installs)("starts the command line from any folder: $name", async ({ bin }) => {
    const file = bin();
    expect(await run(file, "knowledge", "list", "--empty")).toEqual({ code: 0, out: "0 documents\n", err: "" });
    expect(existsSync(join(folder.path, "data", "pg"))).toBe(true);
    expect(await run(file, "tidak-ada")).toMatchObject({ code: 1, err: expect.stringContaining("unknown command") });
  });

  it("shows its help without touching anything, down to every command", async () => {
    const bare = freshFolder();
    for (const args of [[], ["chat"], ["backup"], ["restore"], ["knowledge"], ["knowledge", "add"], ["knowledge", "ask"], ["knowledge", "eval"]]) {
      const help = start([process.execPath, join(root, "src/kawan.mjs"), ...args, "--help"], { cwd: bare.path, settings: { PORT: "salah" } });
      expect(await help.ended).toBe(0);
      expect(help.out()).toContain(`Usage: kawan ${args.join(" ")}`.trim());
    }
    expect(readdirSync(bare.path)).toEqual([]);
    bare.remove();
  });

  it("hands a signal on, and its command's exit code back", async () => {
    const chat = start([process.execPath, join(root, "src/kawan.mjs"), "chat", "--agency", "kendari"], { cwd: folder.path });
    await expect.poll(() => chat.out(), { timeout: 60_000 }).toContain("Selamat datang");
    chat.child.kill("SIGTERM");
    expect(await chat.ended).toBe(130);
  });

  /** As npm lays it out in another project: hoisted dependencies, sources under node_modules. */
  function installed(): string {
    const modules = join(folder.path, "proyek", "node_modules");
    mkdirSync(join(modules, "kawan-asn"), { recursive: true });
    for (const name of ["src", "knowledge", "package.json"]) cpSync(join(root, name), join(modules, "kawan-asn", name), { recursive: true });
    for (const name of readdirSync(join(root, "node_modules"))) symlinkSync(join(root, "node_modules", name), join(modules, name));
    return join(modules, "kawan-asn", "src", "kawan.mjs");
  }
});
