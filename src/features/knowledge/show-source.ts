import { z } from "zod";
import { capability } from "../../core/capability.ts";
import { plain, type Source } from "../../core/reply.ts";
import { sql } from "../../db/database.ts";

const texts = {
  none: "Belum ada jawaban bersumber di percakapan ini. Ajukan pertanyaan dulu.",
  lead: "Sumber dari jawaban terakhir yang punya sumber:",
};

const Remembered = z.array(z.object({ label: z.string(), status: z.string(), text: z.string() }));

/** Longest quotation of one source, characters. */
const longest = 1_200;

/** Quotes the passages behind the last answer, for channels that cannot open them in place. */
export const showSource = capability({
  id: "show_source",
  about: "Menampilkan bunyi sumber dari jawaban terakhir.",
  command: "sumber",
  phrases: ["lihat sumber", "sumbernya"],
  roles: ["guest"],
  input: z.object({}),

  async handle({ db, cell, conversation }) {
    const row = await db.maybe(
      z.object({ sources: Remembered }),
      sql`
      select sources from knowledge_answer
       where cell = ${cell} and conversation = ${conversation} and jsonb_array_length(sources) > 0
       order by id desc
       limit 1`,
    );
    if (!row) return { reply: { text: texts.none } };
    return { reply: { text: [texts.lead, ...row.sources.map(quotation)].join("\n\n") } };
  },
});

function quotation({ label, status, text }: Source): string {
  const words = text.length <= longest ? text : `${text.slice(0, longest).replace(/\s+\S*$/, "")} …`;
  return `*${plain(label)}* (${status})\n${plain(words)}`;
}
