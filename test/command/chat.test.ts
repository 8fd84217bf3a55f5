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
