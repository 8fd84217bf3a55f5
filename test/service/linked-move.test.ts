import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openApp } from "../../src/app.ts";
import { sql } from "../../src/db/database.ts";
import { startService } from "../../src/service/service.ts";
import { endpointOf, keepCreds, secret } from "../channels/whatsapp-web-world.ts";
import { fakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";
import { fakeWhatsAppWeb } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { freshFolder, freshPostgres, silentLog, testConfig, testDatabases } from "../world.ts";
import { graphSettings, patience } from "./messengers-world.ts";

const number = "6281100000001";
const phone = "6281200000001";

/** As the README tells it: the ordinary number goes out of the settings, Meta's comes in, the base stays. */
describe.each(testDatabases())("a city that moves from an ordinary number to the Cloud API, on $name", { timeout: 180_000 }, ({ name }) => {
  test("keeps its people: who they are, how they are addressed, what they agreed to, what they did before, and not the number they leave", async () => {
    const folder = freshFolder();
    const server = name === "postgres" ? await freshPostgres() : undefined;
    const usual = { PORT: "0", BACKUP_KEEP: "0", DATA_DIR: folder.path, ...(server && { DATABASE_URL: server.url }) };
    const whatsapp = await fakeWhatsAppWeb();
    const graph = await fakeGraph({});

    const before = await openApp({ config: testConfig({ ...usual, ...linked }), log: silentLog, shipped: "none" });
    const now = Temporal.Now.instant().toString();
    await before.db.run(sql`
      insert into person (cell, agency_id, name, status, phone, phone_confirmed_on, added_at, changed_at)
      values (1, 2, 'Rina Contoh', 'PNS', ${`+${phone}`}, ${Temporal.Now.plainDateISO().toString()}, ${now}, ${now})`);
    const bot = whatsapp.account({ phone: number });
    await keepCreds(before.db, number, bot.linkedDevice());
    const first = await startService(before, { whatsAppWeb: endpointOf(whatsapp) });
    const rina = whatsapp.person({ name: "Rina", phone });
    rina.says("/tautkan");
    await rina.hears("R••• C•••", patience);
    rina.says("ya");
    await rina.hears("tertaut dengan *Rina Contoh*", patience);
    rina.says("Ibu");
    await rina.hears("Baik, Ibu.", patience);
    rina.says("/profil");
    await rina.hears("Rina Contoh", patience);
    await first.stop();

    const after = await openApp({ config: testConfig({ ...usual, ...graphSettings(graph) }), log: silentLog, shipped: "none" });
    const second = await startService(after);
    graph.callback = `${second.url}/webhook/whatsapp`;
    const same = graph.person({ name: "Rina", phone });
    same.says("/tautkan");
    // Meta vouches for the number as the phone did: no code, no second yes, and nobody asks again how to address her.
    const welcome = await same.hears("tertaut dengan *Rina Contoh*", patience);
    expect([welcome.options.map((it) => it.label), welcome.plain.includes("disapa")]).toEqual([[], false]);
    same.says("/profil");
    await same.hears("Rina Contoh", patience);
    const kept = await after.db.one(
      z.object({ handles: z.array(z.string()), consents: z.number(), looked: z.array(z.string()) }),
      sql`
      select (select array_agg(h.channel order by h.channel) from handle h where h.person_id = p.id and h.until is null) as handles,
             (select count(*)::int from consent c where c.person_id = p.id and c.withdrawn_at is null) as consents,
             (select array_agg(distinct split_part(a.conversation, '|', 1)) from audit a where a.person_id = p.id and a.capability = 'show_profile') as looked
        from person p where p.name = 'Rina Contoh'`,
    );
    expect(kept).toEqual({ handles: ["wa-cloud", "wa-web"], consents: 1, looked: ["wa-cloud", "wa-web"] });

    // When Meta tells that she has gone to another number, whoever gets the old one finds nobody there.
    same.changesNumber("6281200000099");
    const link = () => after.db.one(z.object({ why: z.string().nullable() }), sql`select ended_why as why from handle where channel = 'wa-cloud'`);
    await expect.poll(link, { timeout: patience.timeout, interval: 50 }).toEqual({ why: "moved" });
    const next = graph.person({ name: "Penerus", phone });
    next.says("/tautkan");
    await next.hears("belum dapat dipakai sebagai bukti", patience);
    expect([whatsapp.complaints, graph.violations]).toEqual([[], []]);

    await second.stop();
    await graph.close();
    await whatsapp.stop();
    await server?.drop();
    folder.remove();
  });
});

const linked = {
  WHATSAPP_WEB_NUMBER: `kendari=${number}`,
  WHATSAPP_WEB_KEY: secret,
  WHATSAPP_WEB_GAP_SECONDS: "0-0",
  WHATSAPP_WEB_CHAT_GAP_SECONDS: "0",
  WHATSAPP_WEB_TYPING_SECONDS: "0-0",
};
