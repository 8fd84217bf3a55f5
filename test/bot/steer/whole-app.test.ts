import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Database, rawSql, sql } from "../../../src/db/database.ts";
import { demoAgency, loadDemo } from "../../../src/demo/load.ts";
import { demoFiles } from "../../../src/demo-at-start.ts";
import { giveConsent } from "../../../src/features/people/privacy/consent-store.ts";
import { useVersion } from "../../../src/features/people/privacy/consent-uses.ts";
import { turnSwitch } from "../../../src/llm/city-switch.ts";
import { pictureReadings } from "../../fakes/openai/adversary.ts";
import { picturesOf, type Reply, wholeText } from "../../fakes/openai/reply.ts";
import { jpeg } from "../../features/completion/pictures.ts";
import { type ModelTalk, openModelTalk } from "../compose/model-talk.ts";

/** What a turn may write of itself: that it was, whose data it showed, what was asked, what the model took, what the talk remembers. */
const ofTheTurn = new Set(["audit", "blob", "conversation", "pending", "model_use", "model_month", "knowledge_answer", "ledger", "ledger_head"]);

const Name = z.object({ name: z.string() });

/** One digest for each table that holds anything but the turn itself. */
async function everything(db: Database): Promise<Record<string, string>> {
  const tables = await db.many(Name, sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`);
  const found: Record<string, string> = {};
  for (const { name } of tables.filter((it) => !ofTheTurn.has(it.name))) {
    const { digest } = await db.one(
      z.object({ digest: z.string() }),
      sql`select count(*) || ' ' || coalesce(sum(hashtext(t::text)::bigint), 0) as digest from ${rawSql(`"${name}"`)} t`,
    );
    found[name] = digest;
  }
  return found;
}

/** The whole program over the made-up city, whose people have competencies, trainings, records; one database, since the guard has its test on both. */
describe("everything that a model may choose", () => {
  let talk: ModelTalk;
  const people: { chat: string; id: number; role: string }[] = [];

  beforeAll(async () => {
    talk = await openModelTalk({ LLM_VISION_MODEL: "mata" });
    const { app, clock } = talk;
    const { db, config } = app;
    await loadDemo(db, 1, demoFiles({ config }), clock.now());
    await turnSwitch(db, { cell: 1, agencyId: demoAgency.id }, { processor: "PT Contoh Model", country: "Indonesia", basis: "perjanjian" }, null, clock.now());
    const at = clock.now().toString();
    const rows = await db.many(
      z.object({ id: z.coerce.number(), role: z.string() }),
      sql`
      (select min(person_id) as id, role from person_role where agency_id = ${demoAgency.id} and role = 'officer' group by role)
      union all (select id, 'asn' from person p where agency_id = ${demoAgency.id} and status = 'PNS' and not exists (select 1 from person_role r where r.person_id = p.id) order by id limit 1)`,
    );
    for (const { id, role } of rows) {
      const chat = `chat-${role}`;
      people.push({ chat, id, role });
      await db.run(sql`
        insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
        values (1, ${demoAgency.id}, ${id}, 'telegram', ${chat}, ${JSON.stringify({ channel: "telegram", account: "bot", chat })}, 'code', ${at}, ${at}, ${at})`);
      await giveConsent(
        db,
        { cell: 1, agencyId: demoAgency.id, personId: id },
        { purpose: "model", answer: "yes", version: useVersion("model"), channel: "telegram" },
        clock.now(),
      );
    }
  }, 120_000);
  afterAll(() => talk.close());
  beforeEach(() => {
    talk.fake.always = "TIDAK_ADA";
    talk.fake.heard.length = 0;
    talk.fake.faults.length = 0;
  });

  const lost = "xyzzy blorp frobnak";

  it("changes nothing and writes to nobody else, whatever it is", async () => {
    const { app, fake } = talk;
    const before = await everything(app.db);
    for (const { chat } of people) {
      await talk.turn(chat, lost);
      const tools = fake.heard.at(-1)?.chat?.tools?.map((it) => it.function.name) ?? [];
      expect(tools.length).toBeGreaterThan(25);
      for (const name of tools) {
        fake.always = { calls: [{ name, input: {} }] };
        const letters = await talk.turn(chat, lost);
        expect([name, letters.map((it) => it.to)]).toEqual([name, letters.map(() => ({ channel: "telegram", account: "bot", chat }))]);
        expect(letters[0]?.reply.text, name).toBeTruthy();
        await talk.turn(chat, "/lupakan");
      }
    }
    expect(fake.faults).toEqual([]);
    expect(await everything(app.db)).toEqual(before);
    const kinds = await app.db.many(Name, sql`select distinct kind as name from ledger where action <> 'model_switch' and kind <> 'right'`);
    expect(kinds.map((it) => it.name)).toEqual(["look"]);
  }, 240_000);

  it("has a photo read by the model that is set for that", async () => {
    const chat = people.find((it) => it.role === "asn")?.chat ?? "";
    talk.fake.always = pictureReadings.honest;
    await talk.says(chat, "/serahkan");
    expect((await talk.sendsPhoto(chat, jpeg(1, "dengan mata"))).text).toMatch(/^Dari berkas itu saya membaca:\n- Nama pelatihan: \*Pelatihan Arsip Digital\*/);
    expect(talk.fake.heard.map((it) => [it.chat?.model, it.chat && picturesOf(it.chat).length])).toEqual([["mata", 1]]);
    await talk.says(chat, "batal");
  });

  it("goes the way of a command: what it shows is the same", async () => {
    const [own] = people.filter((it) => it.role === "asn");
    const chat = own?.chat ?? "";
    for (const [command, name] of [
      ["/jp", "show_jp"],
      ["/tiket", "show_tickets"],
      ["/profil", "show_profile"],
      ["/status", "my_enrolments"],
    ] as const) {
      const typed = await talk.says(chat, command);
      talk.fake.always = { calls: [{ name, input: {} }] };
      expect({ ...(await talk.says(chat, lost)), data: null }).toEqual({ ...typed, data: null });
    }
  });

  it("hears nothing of what may be a complaint, and the talk does not remember it", async () => {
    const chat = people[0]?.chat ?? "";
    await talk.says(chat, "/lupakan");
    await talk.says(chat, "berapa JP setahun bagi PNS?");
    talk.fake.heard.length = 0;
    for (const text of ["camat pakai mobil dinas buat jualan istrinya", "ketua tim selalu nyuruh saya nulis laporan atas namanya"]) await talk.says(chat, text);
    expect(talk.fake.heard).toEqual([]);
    const { said } = await talk.app.db.one(
      z.object({ said: z.string() }),
      sql`select state->>'thread' as said from conversation where id = ${`telegram|bot|${chat}`}`,
    );
    expect(said).toContain("JP setahun");
    expect(said).not.toMatch(/camat|ketua tim/);
  });

  it("hears nothing of a question that was refused for whom it names, and the talk does not remember it", async () => {
    const chat = people.find((it) => it.role === "asn")?.chat ?? "";
    await talk.says(chat, "/lupakan");
    talk.fake.heard.length = 0;
    const refused = await talk.says(chat, "apakah Bunga Citra dari Dinas Kominfo hp 0812-3456-7890 boleh ikut diklat SPBE?");
    expect(refused.text).toContain("data atau nilai orang lain bersifat pribadi");
    await talk.says(chat, "berapa JP setahun bagi PNS?");
    expect(talk.fake.heard.length).toBeGreaterThan(0);
    expect(JSON.stringify(talk.fake.heard.map((it) => it.raw))).not.toContain("Citra");
  });

  it("reads a question that goes on in the documents as it stands on its own, and keeps it so", async () => {
    const chat = people[0]?.chat ?? "";
    const whole = "Berapa JP setahun bagi PPPK?";
    const honest: Reply = (request) => (/menulis ulang pesan terakhir/.test(wholeText(request)) ? JSON.stringify({ pertanyaan: whole }) : "TIDAK_ADA");
    talk.fake.always = honest;
    await talk.says(chat, "/lupakan");
    await talk.says(chat, "berapa JP setahun bagi PNS?");
    const reply = await talk.says(chat, "kalau PPPK gimana?");
    expect(reply.text).toMatch(/^Pertanyaan yang saya baca: \*Berapa JP setahun bagi PPPK\?\*\n\n/);
    expect(reply.text).toContain("24");
    const kept = await talk.app.db.one(z.object({ question: z.string() }), sql`select question from knowledge_answer order by id desc limit 1`);
    expect(kept.question).toBe(whole);
  });

  // The last one: beside somebody real nobody made up can be written as any more.
  it("hears nothing of who finds a screen that somebody left, and the turn forgets that talk", async () => {
    const { app, clock, fake } = talk;
    const chat = "chat-ditinggal";
    await talk.person(chat, { name: "Wa Ode Tinggal" });
    await talk.says(chat, "berapa JP setahun bagi PNS?");
    await app.db.run(
      sql`update handle set seen_at = ${clock
        .now()
        .subtract({ hours: 24 * 91 })
        .toString()} where sender = ${chat}`,
    );
    fake.heard.length = 0;
    expect((await talk.says(chat, "kalau PPPK gimana?")).text).toMatch(/^Demi keamanan, tautan percakapan ini sudah berakhir/);
    const { state } = await app.db.one(
      z.object({ state: z.string() }),
      sql`select state::text as state from conversation where id = ${`telegram|bot|${chat}`}`,
    );
    expect([fake.heard, state.includes("bagi PNS")]).toEqual([[], false]);
  });
});
