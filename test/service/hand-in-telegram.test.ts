import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { sql } from "../../src/db/database.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { type FakeTelegram, fakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { jpeg } from "../features/completion/pictures.ts";
import { freshFolder, freshPostgres, silentLog, testConfig, testDatabases } from "../world.ts";

const patience = { timeout: 60_000 };

/** From the camera in the hand to the row in the base: real adapter, download, pipeline, gate. */
describe.each(testDatabases())("a certificate handed in on Telegram, the whole service on $name", { timeout: 90_000 }, ({ name }) => {
  let telegram: FakeTelegram;
  let app: App;
  let service: Service;
  let clean = async () => {};
  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550011:AAuji-telegram-serahan" });
    const folder = freshFolder();
    const server = name === "postgres" ? await freshPostgres() : undefined;
    const settings = { PORT: "0", DATA_DIR: folder.path, TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url };
    app = await openApp({ config: testConfig({ ...settings, ...(server && { DATABASE_URL: server.url }) }), log: silentLog, shipped: "none" });
    service = await startService(app);
    clean = async () => {
      await server?.drop();
      folder.remove();
    };
  });
  afterAll(async () => {
    await service.stop();
    await telegram.stop();
    await clean();
  });

  it("goes from a photo to what waits for a checker; a stranger's photo is not fetched", async () => {
    const now = Temporal.Now.instant().toString();
    await app.db.run(sql`
      insert into person (cell, agency_id, name, status, phone, phone_confirmed_on, added_at, changed_at)
      values (1, 2, 'Rina Contoh', 'PNS', '+6281200000011', ${Temporal.Now.plainDateISO().toString()}, ${now}, ${now})`);
    const person = telegram.person({ id: 700_000_201, name: "Rina" });
    person.starts("kendari");
    await person.hears("Selamat datang", patience);
    person.sendsPhoto({ bytes: jpeg(6, "LOKASI-RAHASIA") });
    await person.hears("belum dapat membaca gambar", patience);
    person.says("/tautkan");
    await person.hears("kirim nomor telepon Anda", patience);
    person.sharesContact({ phone: "+6281200000011" });
    await person.taps(await person.hears("R••• C•••", patience), "Ya, lanjutkan").whenAnswered(patience);
    await person.hears("tertaut dengan Rina Contoh", patience);
    person.sendsPhoto({ bytes: jpeg(6, "LOKASI-RAHASIA") });
    await person.hears("Berkas diterima. Apa nama pelatihannya", patience);
    let last = undefined as Awaited<ReturnType<typeof person.hears>> | undefined;
    for (const [text, next] of [
      ["Analisis Kebijakan", "penyelenggaranya"],
      ["LAN", "nomor sertifikatnya"],
      ["12/LAN/2026", "Kapan pelaksanaannya"],
      ["7/1/2026", "Berapa jam pelajaran"],
      ["16", "Bentuknya apa"],
    ] as const) {
      person.says(text);
      last = await person.hears(next, patience);
    }
    if (!last) throw new Error("nothing was asked");
    await person.taps(last, "Bimtek").whenAnswered(patience);
    await person.hears("Serahkan sertifikat ini", patience);
    person.says("ya");
    await person.hears("Diserahkan. Petugas memeriksanya", patience);
    const row = await app.db.one(
      z.object({ state: z.string(), mime: z.string(), bytes: z.instanceof(Uint8Array) }),
      sql`select r.state, f.mime, f.bytes from learning_record r join record_file f on f.record_id = r.id`,
    );
    expect([row.state, row.mime]).toEqual(["menunggu", "image/jpeg"]);
    expect(Buffer.from(row.bytes).toString("latin1")).not.toContain("RAHASIA");
    expect(telegram.violations).toEqual([]);
  });
});
