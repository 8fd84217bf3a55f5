import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../src/app.ts";
import type { Address } from "../src/core/channel.ts";
import { sql } from "../src/db/database.ts";
import { issueCode } from "../src/features/people/link/code.ts";
import { freshFolder, silentLog, testClock, testConfig } from "./world.ts";

/** Whole program with its shipped documents and examples; one database, since nothing here depends on which. */
describe("a question about a colleague", () => {
  const folder = freshFolder();
  const clock = testClock();
  let app: App;
  let count = 0;
  const person = async (name: string) =>
    (
      await app.db.one(
        z.object({ id: z.coerce.number() }),
        sql`
        insert into person (cell, agency_id, nip, name, status, added_at, changed_at)
        values (1, 2, ${`19850321201001${1000 + count++}`}, ${name}, 'PNS', ${clock.now().toString()}, ${clock.now().toString()}) returning id`,
      )
    ).id;
  const to: Address = { channel: "telegram", account: "bot", chat: "penanya" };
  const says = async (text: string) => {
    count += 1;
    const message = { dedupe: `m${count}`, at: clock.now().toString(), late: false, from: { id: "penanya" }, to, body: { type: "text" as const, text } };
    const [letter] = await app.db.transaction((tx) => app.engine.act(tx, [{ message }], clock.now()));
    return letter?.reply.text ?? "";
  };

  beforeAll(async () => {
    app = await openApp({ config: testConfig({ DATA_DIR: folder.path }), log: silentLog, clock: clock.now, shipped: "sync" });
    const me = await person("Penanya Contoh");
    const colleague = await person("Budi Santoso Contoh");
    for (const it of ["Siti Aminah Contoh", "Bunga Indah Cahaya"]) await person(it);
    await app.db.run(
      sql`insert into performance (cell, agency_id, person_id, year, predicate, noted_at) values (1, 2, ${colleague}, 2025, 'kurang', ${clock.now().toString()})`,
    );
    const { code } = await app.db.transaction((tx) =>
      issueCode(tx, { cell: 1, agencyId: 2, personId: me }, { purpose: "link", issuedBy: null, now: clock.now() }),
    );
    await says(code);
    expect(await says("ya")).toContain("*Penanya Contoh*");
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });

  it.each([
    "nilai Budi berapa?",
    "nilai pak Budi Santoso berapa ya?",
    "berapa skor asesmen bu Siti?",
    "minta nomor HP pak Budi dong",
    "NIP bu Siti Aminah berapa",
    "predikat kinerja pak budi tahun lalu apa?",
    "siapa saja pegawai yang nilainya kurang?",
    "JP pak Budi sudah berapa?",
    "tampilkan data pegawai NIP 198503212010011001",
  ])("is refused kindly, also to somebody we know: %s", async (question) => {
    const answer = await says(question);
    expect(answer).toContain("orang lain bersifat pribadi");
    expect(answer).not.toMatch(/kurang baik|Santoso Contoh|Siti Aminah Contoh|1985032/);
  });

  it.each([
    "kompetensi bu Bunga kurang di mana?",
    "profil pak Budi Santoso Contoh",
    "/profil Budi Santoso Contoh",
    "/dataku Budi Santoso Contoh",
    "/kompetensi Budi Santoso Contoh",
  ])("shows nobody else's data, however it is understood: %s", async (question) => {
    expect(await says(question)).not.toMatch(/Santoso Contoh\*|Siti Aminah Contoh|Bunga Indah Cahaya|1985032/);
  });
});
