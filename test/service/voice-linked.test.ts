import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import { sql } from "../../src/db/database.ts";
import { turnSwitch } from "../../src/llm/city-switch.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { endpointOf, keepCreds, secret } from "../channels/whatsapp-web-world.ts";
import { type FakeOpenAi, startOpenAi } from "../fakes/openai/fake-openai.ts";
import { type FakeWhatsAppWeb, fakeWhatsAppWeb, type Person } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { recording } from "../recording.ts";
import { freshFolder, silentLog, testConfig } from "../world.ts";

const phone = "6281100000001";
const patience = { timeout: 60_000 };

/** A linked number, its own process, and an endpoint that listens. One database: nothing here depends on which. */
describe("a voice note on a linked number", { timeout: 120_000 }, () => {
  let whatsapp: FakeWhatsAppWeb;
  let endpoint: FakeOpenAi;
  let app: App;
  let service: Service;
  let person: Person;
  let clean = () => {};

  beforeAll(async () => {
    whatsapp = await fakeWhatsAppWeb();
    const bot = whatsapp.account({ phone });
    endpoint = await startOpenAi();
    const folder = freshFolder();
    clean = folder.remove;
    const config = testConfig({
      PORT: "0",
      BACKUP_KEEP: "0",
      DATA_DIR: folder.path,
      WHATSAPP_WEB_NUMBER: `kendari=${phone}`,
      WHATSAPP_WEB_KEY: secret,
      WHATSAPP_WEB_GAP_SECONDS: "0-0",
      WHATSAPP_WEB_CHAT_GAP_SECONDS: "0",
      WHATSAPP_WEB_TYPING_SECONDS: "0-0",
      LLM_TRANSCRIBE_URL: endpoint.url,
      LLM_TRANSCRIBE_MODEL: "telinga",
    });
    app = await openApp({ config, log: silentLog, shipped: "none" });
    await keepCreds(app.db, phone, bot.linkedDevice());
    const terms = { processor: "PT Contoh Suara", country: "Indonesia", basis: "perjanjian" };
    await turnSwitch(app.db, { cell: 1, agencyId: 2 }, terms, null, Temporal.Now.instant());
    service = await startService(app, { whatsAppWeb: endpointOf(whatsapp) });
    await bot.online(patience);
    person = whatsapp.person({ name: "Wati" });
  });
  afterAll(async () => {
    await service.stop();
    await whatsapp.stop();
    await endpoint.stop();
    clean();
  });

  /** The person's chat as the bot knows it, linked to somebody of the register. */
  async function linked(): Promise<number> {
    const at = Temporal.Now.instant().toString();
    const { chat } = await app.db.one(z.object({ chat: z.string() }), sql`select message->'from'->>'id' as chat from inbox order by id desc limit 1`);
    const { id } = await app.db.one(
      z.object({ id: z.number() }),
      sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (1, 2, 'Wati Suara', 'PNS', ${at}, ${at}) returning id::int as id`,
    );
    await app.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (1, 2, ${id}, 'wa-web', ${chat}, ${JSON.stringify({ channel: "wa-web", account: phone, chat })}, 'code', ${at}, ${at}, ${at})`);
    return id;
  }

  const reminders = async (id: number): Promise<string[]> =>
    (await app.db.many(z.object({ answer: z.string() }), sql`select answer from consent where person_id = ${id} and purpose = 'reminders' order by id`)).map(
      (it) => it.answer,
    );
  const voice = { kind: "voice" as const, bytes: recording(4), seconds: 4 };

  it("is heard after the yes, read back, and does what it asks for only once that is confirmed", async () => {
    person.says("/bantuan");
    await person.hears("Yang bisa dilakukan", patience);
    const id = await linked();
    person.sends(voice);
    await person.hears("Boleh pesan suara Anda saya dengarkan?", patience);
    expect(endpoint.heard).toEqual([]);
    person.says("1");
    await person.hears("Silakan kirim ulang pesan suaranya.", patience);
    endpoint.transcripts = ["matikan pengingat", "ya", "izinkan pengingat"];
    person.sends(voice);
    const back = await person.hears("Saya dengar: “matikan pengingat”", patience);
    expect(back.text).toContain("Hentikan *Pengingat*?");
    // A spoken yes is read back like anything heard.
    person.sends(voice);
    expect((await person.hears("Saya dengar: “ya”", patience)).text).toContain("Apakah itu benar?");
    expect(await reminders(id)).toEqual([]);
    person.says("1");
    await person.hears("*Pengingat*", patience);
    expect(await reminders(id)).toEqual(["no"]);
    person.sends(voice);
    await person.hears("Saya dengar: “izinkan pengingat”", patience);
    person.says("bukan itu");
    await person.hears("Maaf, saya salah dengar.", patience);
    expect(await reminders(id)).toEqual(["no"]);
    expect(endpoint.heard.map((it) => it.speech?.name)).toEqual(["suara.ogg", "suara.ogg", "suara.ogg"]);
    expect([endpoint.faults, whatsapp.complaints]).toEqual([[], []]);
  });
});
