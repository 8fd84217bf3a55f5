import { z } from "zod";
import type { PersonalData } from "../core/personal-data.ts";
import { dayIn, talkRows } from "../core/talk-data.ts";
import { sql } from "../db/database.ts";
import { rememberedTurns } from "./conversation.ts";

const State = z.object({ startedAt: z.string(), seenAt: z.string(), state: z.unknown() });

/** What the assistant remembers of a talk between two messages. */
export const talkMemory: PersonalData = {
  title: "Ingatan percakapan",
  tables: ["conversation"],
  purpose: { use: "melanjutkan percakapan, misalnya pilihan yang masih terbuka", basis: "persetujuan", kept: "selama masa simpan percakapan" },
  async collect(db, { cell, talks, zone }) {
    const data = await db.many(
      State,
      sql`
      select to_json(c.started_at)#>>'{}' as "startedAt", to_json(c.seen_at)#>>'{}' as "seenAt", c.state
        from conversation c join ${talkRows(talks)} on talk.conversation = c.id and talk.until is null
       where c.cell = ${cell}`,
    );
    return { lines: data.map((it) => `percakapan sejak ${dayIn(it.startedAt, zone)}${rememberedWords(it.state)}`), data };
  },
  async erase(db, { cell, talks }) {
    await db.run(sql`delete from conversation where cell = ${cell} and id in (select conversation from ${talkRows(talks)})`);
  },
};

/** What the language model is given of it to understand what comes next. */
function rememberedWords(state: unknown): string {
  const turns = rememberedTurns(state);
  return turns > 0 ? `; ${turns} pesan terakhir diingat untuk memahami lanjutannya (dilupakan dengan /lupakan)` : "";
}
