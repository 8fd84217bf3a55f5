import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { whatsAppWebData } from "../../src/channels/whatsapp-web/personal-data.ts";
import { sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { testDatabases } from "../world.ts";

describe.each(testDatabases())("what the ordinary number keeps of a person on $name", ({ open }) => {
  let base: OpenDatabase;
  const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
  const talk = (chat: string) => ({ conversation: `wa-web|62811|${chat}`, channel: "wa-web", sender: chat, chat, since: "2026-11-01T00:00:00Z", until: null });
  const subject = (chat: string) => ({ cell: 1, agencyId: 2, personId: 1, talks: [talk(chat)], zone: "Asia/Makassar" });
  const data = whatsAppWebData(90);

  beforeAll(async () => {
    base = await open();
    for (const [chat, pn] of [
      ["a", "6281100000001"],
      ["b", "6281100000002"],
    ] as const) {
      await base.db.run(sql`
        insert into wa_contact (cell, account, chat, lid, pn, jid, heard_at) values (1, '62811', ${chat}, null, ${pn}, ${`${pn}@s.whatsapp.net`}, ${now.toString()})`);
      for (const [id, at] of [
        ["old", "2026-10-01T00:00:00Z"],
        ["new", "2026-11-20T00:00:00Z"],
      ] as const) {
        await base.db.run(sql`
          insert into wa_sent (cell, account, id, key, chat, lane, fresh, message, at)
          values (1, '62811', ${`${chat} ${id}`}, ${`${chat} ${id}`}, ${chat}, 'reply', false, '\\x00', ${at})`);
      }
    }
  });
  afterAll(() => base.close());
  const left = () => base.db.many(z.object({ id: z.string() }), sql`select id from wa_sent order by id`);

  it("is told to the person, of the time in which the talk was theirs", async () => {
    const { lines, data: held } = await data.collect(base.db, subject("a"));
    expect(lines).toEqual(["nomor WhatsApp Anda, terakhir menulis 22 November 2026", "1 salinan balasan (tersegel), 20 November 2026"]);
    expect(JSON.stringify(held)).toContain("6281100000001");
    expect(JSON.stringify(held)).not.toContain("6281100000002");
  });

  it("is erased with the consent, but for how to say goodbye", async () => {
    await data.erase(base.db, subject("a"), now);
    expect((await left()).map((it) => it.id)).toEqual(["a old", "b new", "b old"]);
    expect((await data.collect(base.db, subject("a"))).lines).toHaveLength(1);
    expect((await data.collect(base.db, subject("nobody"))).lines).toEqual([]);
  });
});
