import { z } from "zod";
import { keepBlob } from "../../core/blob.ts";
import { capability } from "../../core/capability.ts";
import { plain, type Source } from "../../core/reply.ts";
import { sql } from "../../db/database.ts";

const texts = {
  none: "Belum ada jawaban bersumber di percakapan ini. Ajukan pertanyaan dulu.",
  attached: "Bunyi lengkapnya ada dalam berkas terlampir.",
  fileName: "bunyi-sumber.txt",
  lead: "Sumber dari jawaban terakhir yang punya sumber:",
};

const Remembered = z.array(z.object({ label: z.string(), status: z.string(), text: z.string() }));

/** Longest quotation of one source, characters. */
const longest = 1_200;

/** Quotes the passages behind the last answer, for channels that cannot open them in place; what is too long for a bubble goes along as a file. */
export const showSource = capability({
  id: "show_source",
  about: "Menampilkan bunyi sumber dari jawaban terakhir.",
  command: "sumber",
  phrases: [
    "sumber",
    "sumbernya",
    "sumbernya mana",
    "mana sumbernya",
    "sumbernya apa",
    "apa sumbernya",
    "sumbernya dari mana",
    "dari mana sumbernya",
    "lihat sumber",
    "lihat sumbernya",
    "lihat bunyi sumber",
    "bunyi sumber",
    "bunyi sumbernya",
    "tampilkan sumber",
    "tampilkan sumbernya",
  ],
  roles: ["guest"],
  input: z.object({}),

  async handle({ db, cell, conversation, now }) {
    const row = await db.maybe(
      z.object({ sources: Remembered }),
      sql`
      select sources from knowledge_answer
       where cell = ${cell} and conversation = ${conversation} and jsonb_array_length(sources) > 0
       order by id desc
       limit 1`,
    );
    if (!row) return { reply: { text: texts.none } };
    const text = [texts.lead, ...row.sources.map(quotation)].join("\n\n");
    if (conversation === null || row.sources.every((it) => it.text.length <= longest)) return { reply: { text } };
    const whole = row.sources.map((it) => `${it.label} (${it.status})\n\n${it.text}\n`).join("\n\n");
    const bytes = new TextEncoder().encode(whole);
    const file = await keepBlob(db, cell, { conversation, name: texts.fileName, mime: "text/plain", bytes }, now);
    return { reply: { text: `${text}\n\n${texts.attached}`, files: [file] } };
  },
});

function quotation({ label, status, text }: Source): string {
  const words = text.length <= longest ? text : `${text.slice(0, longest).replace(/\s+\S*$/, "")} …`;
  return `*${plain(label)}* (${status})\n${plain(words)}`;
}
