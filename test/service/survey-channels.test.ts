import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { sql } from "../../src/db/database.ts";
import { surveyFiles, syncSurveys } from "../../src/features/feedback/survey/shipped.ts";
import type { Answers } from "../../src/features/feedback/survey/survey.ts";
import { turnSwitch } from "../../src/llm/city-switch.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { type FakeOpenAi, startOpenAi } from "../fakes/openai/fake-openai.ts";
import { type FakeTelegram, fakeTelegram, labels } from "../fakes/telegram/fake-telegram.ts";
import { type FakeGraph, fakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { recording } from "../recording.ts";
import { freshFolder, freshPostgres, silentLog, testConfig, testDatabases } from "../world.ts";
import { graphSettings } from "./messengers-world.ts";

const patience = { timeout: 60_000 };
const phone = "6281200000031";
const telegramId = 700_000_301;

/** From the class's end to the answers in the base, begun in one pocket and finished in the other: real adapters, pipeline and gate. */
describe.each(testDatabases())("a survey on Telegram and WhatsApp, the whole service on $name", { timeout: 300_000 }, ({ name }) => {
  let telegram: FakeTelegram;
  let graph: FakeGraph;
  let fake: FakeOpenAi;
  let app: App;
  let service: Service;
  let clean = async () => {};
  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550031:AAuji-telegram-survei" });
    graph = await fakeGraph({ token: "EAAuji-graph-survei", appSecret: "rahasia-aplikasi-survei", verifyToken: "kata-verifikasi-survei" });
    fake = await startOpenAi();
    const folder = freshFolder();
    const server = name === "postgres" ? await freshPostgres() : undefined;
    const settings = { PORT: "0", DATA_DIR: folder.path, TELEGRAM_TOKEN: telegram.token, TELEGRAM_API_URL: telegram.url, ...graphSettings(graph) };
    Object.assign(settings, { LLM_TRANSCRIBE_URL: fake.url, LLM_TRANSCRIBE_MODEL: "telinga" });
    app = await openApp({ config: testConfig({ ...settings, ...(server && { DATABASE_URL: server.url }) }), log: silentLog, shipped: "none" });
    const terms = { processor: "PT Contoh Suara", country: "Indonesia", basis: "perjanjian" };
    await turnSwitch(app.db, { cell: app.cell, agencyId: 2 }, terms, null, app.clock());
    await syncSurveys(app.db, app.cell, surveyFiles(), app.clock());
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
    await fake.stop();
    await clean();
  });

  /** Somebody with both messengers linked, who was in a class that ended today, and is asked. */
  async function participant(whatsAppId: string): Promise<number> {
    const now = Temporal.Now.instant();
    const { id } = await app.db.one(
      z.object({ id: z.number() }),
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, 2, 'Rina Contoh', 'PNS', ${now.toString()}, ${now.toString()}) returning id::int as id`,
    );
    for (const [channel, account, sender] of [
      ["telegram", telegram.token.split(":")[0], String(telegramId)],
      ["wa-cloud", graph.phoneNumberId, whatsAppId],
    ]) {
      const address = JSON.stringify({ channel, account: String(account), chat: sender });
      await app.db.run(sql`
        insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
        values (1, 2, ${id}, ${channel}, ${sender}, ${address}, 'code', ${now.toString()}, ${now.toString()}, ${now.toString()})`);
    }
    const at = now.toString();
    const { request } = await app.db.one(
      z.object({ request: z.number() }),
      sql`
      with t as (insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, payer, added_at, changed_at)
                 values (1, 2, 'T-1', 'Dasar SPBE', 'klasikal', 'pelatihan_teknis', 'tatap_muka', 8, 'BKPSDM', 'kota', ${at}, ${at}) returning id),
           c as (insert into training_class (cell, agency_id, training_id, code, zone, entry, approval, status, plan_line, schedule, added_at, changed_at)
                 select 1, 2, id, 'K-1', 'Asia/Makassar', 'terbuka', 'atasan', 'selesai', 'R-1', '', ${at}, ${at} from t returning id),
           r as (insert into survey_round (cell, agency_id, class_id, survey_id, step, opens_at, closes_at)
                 select 1, 2, c.id, s.id, s.slug, ${now.subtract({ hours: 1 }).toString()}, ${now.add({ hours: 300 }).toString()}
                   from c, survey s where s.agency_id = 2 and s.slug in ('reaksi', 'belajar') returning id, step),
           q as (insert into survey_request (cell, agency_id, round_id, public_id, capacity, respondent_id, about_id, due_at, sent_at)
                 select 1, 2, r.id, 'acak-' || r.step, 'peserta', ${id}, ${id}, ${at}, ${at} from r returning id, public_id)
      select id::int as request from q where public_id = 'acak-reaksi'`,
    );
    return request;
  }

  const kept = (id: number) =>
    app.db.one(
      z.object({ answers: z.custom<Answers>(), channel: z.string().nullable(), step: z.number() }),
      sql`select answers, done_channel as channel, step from survey_request where id = ${id}`,
    );

  it("begins on the one and is handed in on the other; a voice note answers once it is confirmed", async () => {
    const one = telegram.person({ id: telegramId, name: "Rina" });
    const other = graph.person({ name: "Rina", phone });
    const request = await participant(other.userId);
    one.starts("kendari");
    await one.hears("Selamat datang", patience);
    one.says("/survei");
    const first = await one.hears("(1 dari 7)", patience);
    expect(labels(first)).toEqual(["Sangat kurang", "Kurang", "Cukup", "Baik", "Sangat baik", "Nanti saja", "Tidak ingin mengisi"]);
    await one.taps(first, "Sangat baik").whenAnswered(patience);
    await one.hears("(2 dari 7)", patience);
    one.says("mudah");
    const old = await one.hears("(3 dari 7)", patience);

    other.says("/survei");
    const third = await other.hears("(3 dari 7)", patience);
    expect(third.text).toContain("Kita lanjutkan, jawaban Anda sebelumnya tersimpan.");
    expect(third.kind).toBe("list");
    other.picks(third, "Sangat berguna");
    const fourth = await other.hears("(4 dari 7)", patience);
    other.picks(fourth, "Sudah pas");
    await other.hears("(5 dari 7)", patience);
    // An answer given in the other pocket is changed here, with questions left; one step back; and it waits.
    other.says("ubah 2");
    const second = await other.hears("Jawaban Anda: Mudah.", patience);
    other.picks(second, "Sangat mudah");
    await expect.poll(async () => (await kept(request)).answers.materi, patience).toBe(5);
    other.says("kembali");
    await other.hears("Jawaban Anda: Sudah pas.", patience);
    other.says("pas");
    await expect.poll(async () => (await kept(request)).step, patience).toBe(8);
    other.says("nanti saja");
    await other.hears("jawaban Anda tersimpan", patience);
    one.says("/survei");
    await one.hears("(5 dari 7)", patience);
    one.says("baik");
    await one.hears("(6 dari 7)", patience);
    other.says("/survei");
    await other.hears("(6 dari 7)", patience);
    other.says("9");
    const last = await other.hears("(7 dari 7)", patience);
    expect(last.options.map((it) => it.label)).toEqual(["Lewati", "Kembali", "Nanti saja"]);
    other.sends("voice", { bytes: recording() });
    other.picks(await other.hears("Boleh pesan suara Anda saya dengarkan?", patience), "Izinkan suara");
    await other.hears("Kita lanjutkan:", patience);
    fake.transcript = "Terima kasih";
    other.sends("voice", { bytes: recording() });
    const heard = await other.hears("Saya dengar: “Terima kasih”", patience);
    expect(heard.options.map((it) => it.label)).toEqual(["Ya, benar", "Bukan itu"]);
    other.picks(heard, "Ya, benar");
    const review = await other.hears("Sudah benar?", patience);
    expect(review.plain).toContain("7. Apa satu hal yang sebaiknya dipertahankan atau diubah? *Terima kasih*");

    // The first pocket still shows the third question: it changes nothing.
    await one.taps(old, "Tidak berguna").whenAnswered(patience);
    await one.hears("Sudah benar?", patience);
    other.picks(review, "Kirim");
    // What was learnt follows; it is begun here, and closes before it is finished there.
    const learnt = await other.hears("Masih ada 2 pertanyaan singkat", patience);
    expect(learnt.plain).toContain("Terima kasih, tanggapan Anda terkirim");
    expect(await kept(request)).toMatchObject({
      answers: { pembicara: 5, materi: 5, relevansi: 5, tempo: "pas", fasilitas: 4, nps: 9, saran: "Terima kasih" },
      channel: "wa-cloud",
    });
    other.picks(learnt, "Mampu bila dibimbing");
    await other.hears("(2 dari 2)", patience);
    one.says("/survei");
    const late = await one.hears("(2 dari 2)", patience);
    await app.db.run(sql`update survey_round set closes_at = ${Temporal.Now.instant().toString()} where step = 'belajar'`);
    await one.taps(late, "Mampu sendiri").whenAnswered(patience);
    await one.hears("sudah ditutup", patience);
    other.says("/survei");
    await other.hears("Saat ini tidak ada survei", patience);
    expect([telegram.violations, graph.violations]).toEqual([[], []]);
  });
});
