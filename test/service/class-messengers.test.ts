import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { sql } from "../../src/db/database.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { type FakeTelegram, fakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { type FakeGraph, fakeGraph, type Person } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { freshFolder, freshPostgres, silentLog, testConfig, testDatabases } from "../world.ts";
import { graphSettings } from "./messengers-world.ts";

const patience = { timeout: 60_000 };
const Id = z.object({ id: z.number() });

/** One seat, two people, their leader: a link on each messenger, the seat, the waiting list and the seat that is passed on. */
describe.each(testDatabases())("a class on Telegram and WhatsApp, the whole service on $name", { timeout: 300_000 }, ({ name }) => {
  let telegram: FakeTelegram;
  let graph: FakeGraph;
  let app: App;
  let service: Service;
  let clean = async () => {};
  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550041:AAuji-telegram-kelas" });
    graph = await fakeGraph({ token: "EAAuji-graph-kelas", appSecret: "rahasia-aplikasi-kelas", verifyToken: "kata-verifikasi-kelas" });
    const folder = freshFolder();
    const server = name === "postgres" ? await freshPostgres() : undefined;
    const settings = { PORT: "0", DATA_DIR: folder.path, TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url, ...graphSettings(graph) };
    app = await openApp({ config: testConfig({ ...settings, ...(server && { DATABASE_URL: server.url }) }), log: silentLog, shipped: "none" });
    service = await startService(app);
    graph.callback = `${service.url}/webhook/whatsapp`;
    clean = async () => {
      await server?.drop();
      folder.remove();
    };
  });
  afterAll(async () => {
    await service.stop();
    await telegram.stop();
    await graph.close();
    await clean();
  });

  const at = Temporal.Now.instant();
  const starts = at
    .toZonedDateTimeISO("Asia/Makassar")
    .add({ days: 14 })
    .with({ hour: 8, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 });

  async function linked(who: string, channel: "telegram" | "wa-cloud", sender: string, chat = sender): Promise<number> {
    const now = at.toString();
    const { id } = await app.db.one(
      Id,
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, 2, ${who}, 'PNS', ${now}, ${now}) returning id::int as id`,
    );
    const account = channel === "telegram" ? telegram.token.split(":")[0] : graph.phoneNumberId;
    await app.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (1, 2, ${id}, ${channel}, ${sender}, ${JSON.stringify({ channel, account, chat })}, 'code', ${now}, ${now}, ${now})`);
    return id;
  }

  async function classWithOneSeat(): Promise<number> {
    const [now, day] = [at.toString(), starts.toPlainDate().toString()];
    const { id } = await app.db.one(
      Id,
      sql`
      with t as (insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, payer, added_at, changed_at)
                 values (1, 2, 'T-1', 'Dasar SPBE', 'klasikal', 'pelatihan_teknis', 'tatap_muka', 8, 'BKPSDM', 'kota', ${now}, ${now}) returning id)
      insert into training_class (cell, agency_id, training_id, code, starts_on, ends_on, zone, place, seats, entry, approval, status, plan_line, schedule, added_at, changed_at)
      select 1, 2, id, 'K-1', ${day}, ${day}, 'Asia/Makassar', 'Aula', 1, 'terbuka', 'atasan', 'dibuka', 'R-1', '', ${now}, ${now} from t returning id::int as id`,
    );
    await app.db.run(sql`
      insert into training_session (cell, agency_id, class_id, starts_at, ends_at)
      values (1, 2, ${id}, ${starts.toInstant().toString()}, ${starts.add({ hours: 8 }).toInstant().toString()})`);
    return id;
  }

  it("is opened by its link, entered, decided, waited for and passed on", async () => {
    const [ani, boss] = [telegram.person({ id: 700_000_401, name: "Ani" }), telegram.person({ id: 700_000_402, name: "Rahma" })];
    const budi: Person = graph.person({ name: "Budi", phone: "6281200000041" });
    const leader = await linked("Rahma Contoh", "telegram", "700000402");
    const people = [await linked("Ani Contoh", "telegram", "700000401"), await linked("Budi Contoh", "wa-cloud", budi.userId, budi.phone)];
    for (const id of people) {
      await app.db.run(sql`insert into reporting_line (cell, agency_id, person_id, supervisor_id, since) values (1, 2, ${id}, ${leader}, '2025-01-01')`);
    }
    const word = `kelas-kendari-${await classWithOneSeat()}`;

    // Telegram: the link's payload opens the card, with links for the others.
    ani.starts(word);
    const card = await ani.hears("*Dasar SPBE*".replaceAll("*", ""), patience);
    expect(card.text).toMatch(/sisa 1 kursi/);
    await ani.taps(card, "Bagikan").whenAnswered(patience);
    const shared = await ani.hears("Rekan cukup menulis kepada saya", patience);
    expect(shared.text).toMatch(new RegExp(`https://t\\.me/\\w+\\?start=${word}`));
    await ani.taps(shared, "Lihat kelas").whenAnswered(patience);
    await ani.taps(await ani.hears("sisa 1 kursi", patience), "Daftar di kelas ini").whenAnswered(patience);
    await ani.hears("Daftarkan Anda ke", patience);
    ani.says("siap pak");
    await ani.hears("Mohon dijawab dengan tombol", patience);
    ani.says("ya");
    await ani.hears("sudah disampaikan kepada atasan", patience);

    // WhatsApp: the words of a wa.me link do; the seat is kept for Ani, so that Budi waits.
    budi.says(word);
    const other = await budi.hears(/Dasar SPBE[\s\S]*penuh/, patience);
    budi.picks(other, "Daftar");
    await budi.hears("masuk daftar tunggu", patience);
    budi.says("ya");
    await budi.hears("urutan 1 dari 1", patience);

    boss.starts("kendari");
    boss.says("/persetujuan");
    await boss.taps(await boss.hears("Ani Contoh", patience), "Setujui").whenAnswered(patience);
    await boss.hears("Disetujui", patience);
    const welcomed = await ani.hears("Permintaan Anda disetujui", patience);
    expect(welcomed.text).toContain("Dasar SPBE");

    // Ani leaves; the seat is Budi's at once, and he takes it on WhatsApp.
    ani.says("/batal");
    await ani.hears("Kursi Anda diberikan kepada yang menunggu", patience);
    ani.says("ya");
    await ani.hears("dibatalkan. Terima kasih", patience);
    budi.says("/status");
    const offered = await budi.hears("ditawari kursi", patience);
    budi.picks(offered, offered.options[0]?.label ?? "");
    await budi.hears("disimpan untuk Anda: menunggu persetujuan atasan", patience);
    boss.says("/persetujuan");
    await boss.taps(await boss.hears("Budi Contoh", patience), "Setujui").whenAnswered(patience);
    await budi.hears("Permintaan Anda disetujui", patience);
    const States = z.object({ name: z.string(), state: z.string() });
    const states = await app.db.many(
      States,
      sql`select p.name, e.state from enrolment e join person p on p.agency_id = e.agency_id and p.id = e.person_id order by p.name`,
    );
    expect(states.map((it) => [it.name, it.state])).toEqual([
      ["Ani Contoh", "batal"],
      ["Budi Contoh", "terdaftar"],
    ]);
    expect([telegram.violations, graph.violations]).toEqual([[], []]);
  });
});
