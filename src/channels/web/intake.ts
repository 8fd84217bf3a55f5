import { z } from "zod";
import { storableText } from "../../core/storable.ts";
import { menuMax } from "./message.ts";

const texts = {
  unreadable: "Pesan itu tidak dapat dibaca. Muat ulang halaman ini, lalu kirim lagi.",
  empty: "Pesan masih kosong. Tulis pertanyaan Anda, lalu kirim.",
  tooLong: (length: number) =>
    `Pesan terlalu panjang (${length.toLocaleString("id-ID")} huruf). Mohon diringkas menjadi paling banyak ${textMax.toLocaleString("id-ID")} huruf, lalu kirim ulang.`,
};

/** Longest message that is taken, characters. */
export const textMax = 2_000;

/** A button shows its words in full here; more of them than this need not be repeated. */
const labelMax = 200;

const words = z.string().transform(storableText);

const Incoming = z.union([
  z.strictObject({ id: z.uuid(), text: words }),
  z.strictObject({
    id: z.uuid(),
    menu: words.pipe(z.string().max(menuMax)),
    choice: z.int().min(0).max(99),
    label: words.transform((it) => it.slice(0, labelMax).toWellFormed()),
  }),
  z.strictObject({ id: z.uuid(), start: words.pipe(z.string().max(64)) }),
]);
/** What the page sends: a text, a tap, or that it was opened; `id` is made by the page and stays over retries. */
export type Incoming = z.output<typeof Incoming>;

/** Checks what was posted; otherwise one sentence for the person. */
export function readIncoming(posted: unknown): { ok: true; message: Incoming } | { ok: false; say: string } {
  const read = Incoming.safeParse(posted);
  if (!read.success) return { ok: false, say: texts.unreadable };
  const message = read.data;
  if (!("text" in message)) return { ok: true, message };
  if (message.text.trim() === "") return { ok: false, say: texts.empty };
  if (message.text.length > textMax) return { ok: false, say: texts.tooLong(message.text.length) };
  return { ok: true, message };
}
