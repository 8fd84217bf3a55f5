import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPlain } from "../../src/channels/telegram/markup.ts";
import { Native, type TextPart } from "../../src/channels/telegram/native.ts";
import { renderLetter } from "../../src/channels/telegram/render.ts";
import { menuName } from "../../src/core/menu-name.ts";
import type { Button, Reply } from "../../src/core/reply.ts";
import { check } from "../fakes/telegram/description.ts";
import { parseHtml } from "../fakes/telegram/html.ts";
import { letterTo } from "./telegram-world.ts";

const key = "re:telegram:100001:1";
const call = { capability: "help", input: {} };
const natives = (reply: Reply, letterKey = key) => renderLetter(letterTo({ id: 700 }, reply, letterKey)).map((it) => Native.parse(it.native));
const button = (label: string, full?: string): Button => ({ label, call, ...(full !== undefined && { full }) });
const rows = (native: Native | undefined) =>
  native?.kind === "text" && native.keyboard && "inline_keyboard" in native.keyboard ? native.keyboard.inline_keyboard : [];

describe("a letter on Telegram", () => {
  it("is one message with bold words, its sources and one button a row", () => {
    const reply = {
      text: "*20 JP* setahun, bukan <5 & >3.",
      sources: [{ label: "PP 11/2017 Pasal 203", status: "diubah PP 17/2020", text: "…" }],
      buttons: [button("Buka sumber"), button("Kota", "Pilih kota lain")],
    };
    expect(renderLetter(letterTo({ id: 700 }, reply))).toEqual([
      {
        key: `${key}#0`,
        native: {
          kind: "text",
          html: "<b>20 JP</b> setahun, bukan &lt;5 &amp; &gt;3.\n\nSumber: PP 11/2017 Pasal 203 (diubah PP 17/2020)",
          keyboard: { inline_keyboard: [[{ text: "Buka sumber", callback_data: `0|${key}` }], [{ text: "Pilih kota lain", callback_data: `1|${key}` }]] },
        },
      },
    ]);
  });

  it("reads single stars, and stars over a line's end, as stars", () => {
    expect(natives({ text: "2 * 3 * 4" })).toEqual([{ kind: "text", html: "2 * 3 * 4" }]);
    expect(natives({ text: "*a\nb*" })).toEqual([{ kind: "text", html: "*a\nb*" }]);
    expect(natives({ text: "**" })).toEqual([{ kind: "text", html: "**" }]);
  });

  it("writes out labels that no button shows whole, in the buttons' order", () => {
    const full = "Pelatihan Sistem Pemerintahan Berbasis Elektronik tingkat dasar";
    const [text] = natives({ text: "Pilih satu.", buttons: [button("SPBE dasar", full), button("Batal")] });
    expect(text).toMatchObject({ html: `Pilih satu.\n\n1. ${full}\n2. Batal` });
    expect(rows(text).flat()).toMatchObject([{ text: "SPBE dasar" }, { text: "Batal" }]);
  });

  it("shows twelve buttons, and all choices as numbered lines when there are more", () => {
    const labels = Array.from({ length: 15 }, (_, at) => `Kelas ${at + 1}`);
    const [text] = natives({ text: "Pilih.", buttons: labels.map((it) => button(it)) });
    expect(rows(text)).toHaveLength(12);
    expect(text).toMatchObject({ html: `Pilih.\n\n${labels.map((it, at) => `${at + 1}. ${it}`).join("\n")}` });
  });

  it("asks for the sender's own number with Telegram's own button; other choices become lines", () => {
    expect(natives({ text: "Mohon nomor Anda.", askContact: "Kirim nomor saya", buttons: [button("Nanti")] })).toEqual([
      {
        kind: "text",
        html: "Mohon nomor Anda.\n\n1. Nanti",
        keyboard: { keyboard: [[{ text: "Kirim nomor saya", request_contact: true }]], one_time_keyboard: true, resize_keyboard: true },
      },
    ]);
  });

  it("names a letter whose key is too long by its digest", () => {
    const long = `notice:${"k".repeat(80)}`;
    const [text] = natives({ text: "Ada jadwal baru.", buttons: [button("Lihat")] }, long);
    expect(rows(text).flat()).toEqual([{ text: "Lihat", callback_data: `0|${menuName(long)}` }]);
  });

  it("sends files after the words, a long caption before its file", () => {
    const file = { kind: "document" as const, blob: "b1", name: 'rekap; "2026".csv', mime: "text/csv" };
    expect(natives({ text: "Rekapnya:", files: [{ ...file, caption: "Rekap *JP* <2026>" }], buttons: [button("Selesai")] })).toEqual([
      { kind: "text", html: "Rekapnya:", keyboard: { inline_keyboard: [[{ text: "Selesai", callback_data: `0|${key}` }]] } },
      { kind: "document", blob: "b1", name: "rekap_ _2026_.csv", caption: "Rekap <b>JP</b> &lt;2026&gt;" },
    ]);
    const caption = "kata ".repeat(300).trim();
    expect(natives({ text: "", files: [{ ...file, kind: "image", caption }] })).toEqual([
      { kind: "text", html: caption },
      { kind: "image", blob: "b1", name: "rekap_ _2026_.csv", caption: "" },
    ]);
  });

  it("says something above buttons that come without words, and nothing where there is nothing", () => {
    expect(natives({ text: " \u200b", buttons: [button("Ya")] })).toMatchObject([{ html: "Silakan pilih:" }]);
    expect(natives({ text: "", askContact: "Kirim" })).toMatchObject([{ html: "Silakan ketuk tombol di bawah ini." }]);
    expect(natives({ text: "\n" })).toEqual([]);
  });

  const words = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("*", "**", "<b>", "&amp;", "\n\n", "*tebal*", "</b>"),
  );
  const text = fc.oneof(
    fc.array(words, { maxLength: 12 }).map((it) => it.join("")),
    fc.tuple(words, fc.nat(1_500), fc.constantFrom("", " ", "\n", "*")).map(([it, times, joint]) => `${it}${joint}`.repeat(times)),
  );
  const label = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  const reply: fc.Arbitrary<Reply> = fc.record(
    {
      text,
      sources: fc.array(fc.record({ label: words, status: words, text: words }), { maxLength: 4 }),
      buttons: fc.array(
        fc.record({ label, full: fc.string({ unit: "grapheme", maxLength: 80 }), call: fc.constant(call) }, { requiredKeys: ["label", "call"] }),
        { maxLength: 20 },
      ),
      files: fc.array(
        fc.record({ kind: fc.constantFrom("document" as const, "image" as const), blob: fc.constant("b"), name: words, mime: words, caption: text }),
        { maxLength: 3 },
      ),
      askContact: words,
    },
    { requiredKeys: ["text"] },
  );

  it("is always something that Telegram takes", () => {
    fc.assert(
      fc.property(reply, fc.string({ maxLength: 100 }), (it, letterKey) => {
        for (const native of natives(it, letterKey)) {
          const html = native.kind === "text" ? native.html : native.caption;
          const seen = parseHtml(html);
          expect(seen.text.length).toBeLessThanOrEqual(native.kind === "text" ? 4_096 : 1_024);
          expect(Buffer.byteLength(html)).toBeLessThan(32_768);
          expect(html.isWellFormed()).toBe(true);
          expect(toPlain(html).trim()).toBe(seen.text);
          if (native.kind === "text") {
            expect(seen.text).not.toBe("");
            check("sendMessage", { chat_id: 700, text: html, parse_mode: "HTML", ...(native.keyboard && { reply_markup: native.keyboard }) });
          } else expect(native.name).toMatch(/^[^"';\\/:%\n\r]+$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("loses no word of the text", () => {
    const letters = (it: string) =>
      it
        .toWellFormed()
        .match(/[\p{L}\p{N}]/gu)
        ?.join("") ?? "";
    fc.assert(
      fc.property(text, (it) => {
        const shown = natives({ text: it }).map((part) => parseHtml((part as TextPart).html).text);
        expect(letters(shown.join("\n"))).toBe(letters(it));
      }),
      { numRuns: 300 },
    );
  });

  it("has its keyboard under the last message of the words and nowhere else", () => {
    fc.assert(
      fc.property(reply, (it) => {
        const parts = natives({ ...it, files: [] });
        const with_ = parts.map((part) => part.kind === "text" && part.keyboard !== undefined);
        const wanted = it.askContact !== undefined || (it.buttons?.length ?? 0) > 0;
        expect(with_).toEqual(parts.map((_, at) => wanted && at === parts.length - 1));
        if (wanted) expect(parts.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});
