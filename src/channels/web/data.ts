import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { inTalk, linesOf, talkRows } from "../../core/talk-data.ts";
import { sql } from "../../db/database.ts";

const Shown = z.object({ at: z.string(), author: z.string(), text: z.string().nullable() });

/** What the page shows again after a reload. */
export const webData = (chatDays: number): PersonalData => ({
  title: "Riwayat di halaman web",
  tables: ["web_chat", "web_message"],
  purpose: { use: "menampilkan kembali percakapan di halaman web", basis: "persetujuan", kept: `${chatDays} hari`, seenBy: "Anda" },
  async collect(db, { cell, talks, zone }) {
    const data = await db.many(
      Shown,
      sql`
      select to_json(m.at)#>>'{}' as at, m.author, m.body->>'text' as text
        from web_message m join ${talkRows(talks)} on talk.channel = 'web' and talk.chat = m.chat and ${inTalk(sql`m.at`)}
       where m.cell = ${cell} order by m.at, m.id`,
    );
    return { lines: linesOf(data, "pesan di halaman web", zone), data };
  },
  async erase(db, { cell, talks }) {
    await db.run(sql`
      delete from web_message where cell = ${cell}
         and exists (select 1 from ${talkRows(talks)} where talk.channel = 'web' and talk.chat = web_message.chat and ${inTalk(sql`web_message.at`)})`);
  },
});
