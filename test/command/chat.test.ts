import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kawan, type Program, ready, startKawan, startMain, stop } from "../service/process.ts";
import { freshFolder, freshPostgres } from "../world.ts";

describe("kawan chat", { timeout: 120_000 }, () => {
  const folder = freshFolder();
  let server: Awaited<ReturnType<typeof freshPostgres>>;
  let service: Program;
  const onServer = () => ({ cwd: folder.path, settings: { DATABASE_URL: server.url } });

  beforeAll(async () => {
    server = await freshPostgres();
    service = startMain(onServer());
    await ready(service);
  });
  afterAll(async () => {
    expect(await stop(service)).toBe(0);
    await server.drop();
    folder.remove();
  });

  it("answers each line in order and then ends, each of several talks at once its own", async () => {
    const talks = await Promise.all(
      ["kendari", "pontianak"].map((city) => kawan({ ...onServer(), input: "/bantuan\n/kota\n/bantuan\n" }, "chat", "--agency", city)),
    );
    const order = (out: string) =>
      [...out.matchAll(/Selamat datang di \*Kawan ASN\* Kota (\w+)|Yang bisa dilakukan|Anda bekerja di kota mana/g)].map((it) => it[1] ?? it[0]);
    const rest = ["Yang bisa dilakukan", "Anda bekerja di kota mana", "Yang bisa dilakukan"];
    expect(talks.map((it) => ({ code: it.code, err: it.err, order: order(it.out) }))).toEqual([
      { code: 0, err: "", order: ["Kendari", ...rest] },
      { code: 0, err: "", order: ["Pontianak", ...rest] },
    ]);
  });

  it("takes the number of a choice", async () => {
    const { out } = await kawan({ ...onServer(), input: "2\nkeluar\n" }, "chat");
    expect(out).toMatch(/1\. Tanjungpinang\n2\. Kendari\n/);
    expect(out).toContain("keterangan Kota *Kendari*");
  });

  it("speaks of the made-up city where it is loaded; of a city that is not there it says which are", { timeout: 300_000 }, async () => {
    const own = ["--data-dir", `${folder.path}/contoh`];
    const absent = await kawan({ cwd: folder.path, input: "" }, "chat", "--agency", "contoh", ...own);
    expect([absent.code, absent.err]).toEqual([1, expect.stringMatching(/No made-up city here, because .*; known: .*kendari/)]);
    expect((await kawan({ cwd: folder.path }, "demo", "load", ...own)).code).toBe(0);
    const made = await kawan({ cwd: folder.path, input: "keluar\n" }, "chat", "--agency", "contoh", ...own);
    expect([made.code, made.out]).toEqual([0, expect.stringContaining("Selamat datang di *Kawan ASN* Kota Contoh")]);
    const none = await kawan({ cwd: folder.path, input: "" }, "chat", "--agency", "atlantis", ...own);
    expect([none.code, none.err]).toEqual([1, expect.stringMatching(/"atlantis" is not a city here; known: .*kendari.*contoh/)]);
  });

  it("ends at `keluar`, and reads nothing after it", async () => {
    const { code, out } = await kawan({ ...onServer(), input: "keluar\n/bantuan\n" }, "chat", "--agency", "kendari");
    expect(code).toBe(0);
    expect(out).not.toContain("Yang bisa dilakukan");
  });

  it("ends on Ctrl-C while it waits for the next line", async () => {
    const chat = startKawan(onServer(), "chat", "--agency", "kendari");
    await expect.poll(() => chat.out(), { timeout: 60_000 }).toContain("Selamat datang");
    chat.child.kill("SIGINT");
    expect(await chat.ended).toBe(130);
  });

  it("passes no control character on to the terminal", async () => {
    const { out } = await kawan({ ...onServer(), input: "\u001b]0;judul\u0007 apa itu \u001b[31mmerah\n" }, "chat", "--agency", "kendari");
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });
});
