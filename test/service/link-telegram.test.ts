import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { sql } from "../../src/db/database.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { type FakeTelegram, fakeTelegram, labels } from "../fakes/telegram/fake-telegram.ts";
import { freshFolder, freshPostgres, silentLog, testConfig, testDatabases } from "../world.ts";

const patience = { timeout: 60_000 };

/** From the telephone in the hand to the row in the base: real adapter, pipeline, gate and letters. */
describe.each(testDatabases())("linking on Telegram, the whole service on $name", { timeout: 90_000 }, ({ name }) => {
  let telegram: FakeTelegram;
  let app: App;
  let service: Service;
  let clean = async () => {};
  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550009:AAuji-telegram-tautan" });
    const folder = freshFolder();
    const server = name === "postgres" ? await freshPostgres() : undefined;
    const config = testConfig({
      PORT: "0",
      DATA_DIR: folder.path,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.url,
      ...(server && { DATABASE_URL: server.url }),
    });
    app = await openApp({ config, log: silentLog, shipped: "none" });
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

  async function somebody(called: string, phone: string): Promise<void> {
    const today = Temporal.Now.plainDateISO().toString();
    const now = Temporal.Now.instant().toString();
    await app.db.run(sql`
      insert into person (cell, agency_id, name, status, phone, phone_confirmed_on, added_at, changed_at)
      values (1, 2, ${called}, 'PNS', ${phone}, ${today}, ${now}, ${now})`);
  }

  it("takes the own card by the button, not one passed on, and hands the data out as a file", async () => {
    await somebody("Rina Contoh", "+6281200000001");
    const person = telegram.person({ id: 700_000_101, name: "Rina" });
    person.starts("kendari");
    await person.hears("Selamat datang", patience);
    person.says("/tautkan");
    await person.hears("kirim nomor telepon Anda", patience);
    expect(person.keyboard).toEqual([["Kirim nomor saya"]]);
    person.sharesContact({ phone: "+6281200000001", own: false });
    await person.hears("bukan nomor akun Anda sendiri", patience);
    person.sharesContact({ phone: "+6281200000001" });
    const notice = await person.hears("R••• C•••", patience);
    await person.taps(notice, "Ya, lanjutkan").whenAnswered(patience);
    const done = await person.hears("tertaut dengan Rina Contoh", patience);
    expect(labels(done)).toEqual(["Bapak", "Ibu", "Nama saja"]);
    await person.taps(done, "Ibu").whenAnswered(patience);
    await person.hears("Baik, Ibu.", patience);
    person.says("/dataku");
    await person.hears("semua data tentang Anda", patience);
    const file = await person.hears((it) => it.kind === "document", patience);
    expect(JSON.parse(Buffer.from(file.file?.bytes ?? []).toString()).sections[0].data.phone).toBe("+6281200000001");
    expect(telegram.violations).toEqual([]);
  });

  it("tells the first telephone of a second one, whose link ends by a tap there", async () => {
    await somebody("Sinta Contoh", "+6281200000002");
    const first = telegram.person({ id: 700_000_102, name: "Sinta" });
    const second = telegram.person({ id: 700_000_103, name: "Lain" });
    for (const it of [first, second]) {
      it.starts("kendari");
      await it.hears("Selamat datang", patience);
      it.says("/tautkan");
      await it.hears("kirim nomor telepon Anda", patience);
      it.sharesContact({ phone: "+6281200000002" });
      if (it === first) await first.taps(await first.hears("S••• C•••", patience), "Ya, lanjutkan").whenAnswered(patience);
      await it.hears("tertaut dengan Sinta Contoh", patience);
    }
    const news = await first.hears("Chat baru (Telegram) baru saja ditautkan", patience);
    await first.taps(news, "Bukan saya").whenAnswered(patience);
    await first.hears("sudah diputus", patience);
    second.says("/dataku");
    await second.hears("Tautkan dulu percakapan ini", patience);
    const { open } = await app.db.one(
      z.object({ open: z.number() }),
      sql`select count(*)::int as open from handle h join person p on p.id = h.person_id where p.name = 'Sinta Contoh' and h.until is null`,
    );
    expect(open).toBe(1);
  });
});
