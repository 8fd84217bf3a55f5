import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { sql } from "../../src/db/database.ts";
import { issueCode } from "../../src/features/people/link/code.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { type FakeTelegram, fakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { freshFolder, freshPostgres, silentLog, testConfig, testDatabases } from "../world.ts";

const patience = { timeout: 60_000 };
const cell = 1;
const kendari = 2;

/** From the asker's telephone to the officer's and back: real adapter, pipeline, gate, second factor's pass and letters. */
describe.each(testDatabases())("a ticket on Telegram, the whole service on $name", { timeout: 240_000 }, ({ name }) => {
  let telegram: FakeTelegram;
  let app: App;
  let service: Service;
  let clean = async () => {};
  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550011:AAuji-telegram-tiket" });
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

  async function linked(called: string, id: number, officer: boolean) {
    const now = Temporal.Now.instant();
    const { personId } = await app.db.one(
      z.object({ personId: z.coerce.number() }),
      sql`
      insert into person (cell, agency_id, name, status, added_at, changed_at) values (${cell}, ${kendari}, ${called}, 'PNS', ${now.toString()}, ${now.toString()})
      returning id as "personId"`,
    );
    if (officer) {
      await app.db.run(sql`
        insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at)
        values (${cell}, ${kendari}, ${personId}, 'officer', ${now.toString()}, ${now.add({ hours: 9_000 }).toString()})`);
    }
    const { code } = await app.db.transaction((tx) => issueCode(tx, { cell, agencyId: kendari, personId }, { purpose: "link", issuedBy: null, now }));
    const chat = telegram.person({ id, name: called });
    chat.starts("kendari");
    await chat.hears("Selamat datang", patience);
    chat.says(code);
    await chat.taps(await chat.hears("•••", patience), "Ya, lanjutkan").whenAnswered(patience);
    await chat.hears(`tertaut dengan ${called}`, patience);
    if (officer) {
      await app.db.run(sql`update handle set confirmed_at = since where person_id = ${personId}`);
      await app.db.run(sql`
        insert into factor_pass (cell, agency_id, handle_id, used_at) select cell, agency_id, id, '2100-01-01' from handle where person_id = ${personId}`);
    }
    return chat;
  }

  it("goes there, is taken, answered and closed", async () => {
    const asker = await linked("Rina Contoh", 700_000_301, false);
    const officer = await linked("Dedi Petugas", 700_000_302, true);
    asker.says("/petugas kapan jadwal sosialisasi tugas belajar?");
    const preview = await asker.hears("Pesan ini saya teruskan", patience);
    await asker.taps(preview, "Kirim").whenAnswered(patience);
    await asker.hears("sudah saya teruskan", patience);
    const news = await officer.hears("Tiket baru nomor", patience);
    await officer.taps(news, "Ambil tiket 1").whenAnswered(patience);
    const card = await officer.hears("Rina Contoh", patience);
    await officer.taps(card, "Jawab tiket 1").whenAnswered(patience);
    await officer.hears("Tulis jawaban untuk penanya", patience);
    officer.says("Sosialisasi diadakan hari Kamis minggu depan.");
    const sure = await officer.hears("Kirim?", patience);
    await officer.taps(sure, "Ya, lanjutkan").whenAnswered(patience);
    const answer = await asker.hears("Jawaban Petugas BKPSDM", patience);
    await asker.taps(answer, "Sudah terjawab").whenAnswered(patience);
    await asker.hears("ditutup", patience);
    await officer.hears("ditutup penanya", patience);
    expect(telegram.violations).toEqual([]);
  });
});
