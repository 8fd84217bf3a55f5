import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/db/open.ts";
import { kawan } from "../service/process.ts";
import { freshFolder, freshPostgres } from "../world.ts";

describe("kawan backup and restore", { timeout: 120_000 }, () => {
  const folder = freshFolder();
  const place = { cwd: folder.path };
  let server: Awaited<ReturnType<typeof freshPostgres>>;
  const onServer = () => ({ cwd: folder.path, settings: { DATABASE_URL: server.url } });

  beforeAll(async () => {
    server = await freshPostgres();
    expect((await kawan(place, "knowledge", "list")).code).toBe(0);
    expect((await kawan(place, "backup", "satu.gz")).code).toBe(0);
  });
  afterAll(async () => {
    await server.drop();
    folder.remove();
  });

  it("carry an embedded base to a server, where the same answers come out", async () => {
    const { code, out } = await kawan(onServer(), "restore", "satu.gz");
    expect(code).toBe(0);
    expect(out).toMatch(/knowledge_document +\d\d+ rows, checksum equal\n/);
    const question = ["knowledge", "ask", "berapa JP minimal PNS setahun?"];
    const answer = await kawan(onServer(), ...question);
    expect(answer).toEqual(await kawan(place, ...question));
    expect(answer.out).toContain("20");
  });

  it("carry a server's base back into a folder", async () => {
    expect((await kawan(onServer(), "backup", "dua.gz")).code).toBe(0);
    expect((await kawan(onServer(), "restore", "dua.gz", "--data-dir", "./baru")).code).toBe(0);
    const lists = await Promise.all([kawan(onServer(), "knowledge", "list"), kawan(place, "knowledge", "list", "--empty", "--data-dir", "./baru")]);
    expect(lists[1]).toEqual(lists[0]);
  });

  it("replace a base only with --force, and without a terminal only with --yes", async () => {
    expect(await kawan(place, "restore", "satu.gz")).toMatchObject({ code: 1, err: expect.stringMatching(/not empty .* add --force/) });
    expect(await kawan(place, "restore", "satu.gz", "--force")).toMatchObject({ code: 1, err: expect.stringMatching(/add --yes/) });
    expect(await kawan(place, "restore", "satu.gz", "--force", "--yes")).toMatchObject({ code: 0, err: "" });
  });

  it("wait for the services on a server to be stopped", async () => {
    const service = await openDatabase({ url: server.url });
    expect(await kawan(onServer(), "restore", "satu.gz", "--force", "--yes")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/1 connections of a running service/),
    });
    await service.close();
  });

  it("name a missing file, and make no base for it", async () => {
    const { code, err } = await kawan(place, "restore", "tidak-ada.gz", "--data-dir", "./kosong");
    expect({ code, err }).toEqual({ code: 1, err: `${join(folder.path, "tidak-ada.gz")} cannot be restored: there is no such file. Nothing was changed.\n` });
    expect(existsSync(join(folder.path, "kosong"))).toBe(false);
  });

  it("put a backup without a name into the data folder", async () => {
    const { code, out } = await kawan(place, "backup");
    expect(code).toBe(0);
    expect(out).toMatch(/data\/backups\/kawan-\d{4}-\d\d-\d\dT\d{6}\.jsonl\.gz: /);
  });
});
