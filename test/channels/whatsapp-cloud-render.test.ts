import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Native } from "../../src/channels/whatsapp-cloud/native.ts";
import { renderWhatsApp } from "../../src/channels/whatsapp-cloud/render.ts";
import type { Letter, Template } from "../../src/core/channel.ts";
import type { Button, Reply } from "../../src/core/reply.ts";
import { parseMessage } from "../fakes/whatsapp-cloud/message-schema.ts";

const to = { channel: "wa-cloud", account: "1", chat: "6281200000000" } as const;
const letterOf = (reply: Reply, more: Partial<Letter> = {}): Letter => ({ key: "re:7", to, reply, intent: "reply", ...more });
const nativesOf = (letter: Letter) => renderWhatsApp(letter).map((it) => Native.parse(it.native));
const messagesOf = (reply: Reply) => nativesOf(letterOf(reply)).map((it) => it.message);
const Bodies = z.object({
  text: z.object({ body: z.string() }).optional(),
  interactive: z.object({ body: z.object({ text: z.string() }) }).optional(),
});
function bodyOf(message: unknown): string {
  const { text, interactive } = Bodies.parse(message);
  return text?.body ?? interactive?.body.text ?? "";
}
const button = (label: string, full?: string): Button => ({ label, ...(full !== undefined && { full }), call: { capability: "x", input: {} } });
const buttons = (count: number, full?: (place: number) => string) => Array.from({ length: count }, (_, place) => button(`Tombol ${place + 1}`, full?.(place)));
const row = (place: number, title: string, description?: string) => ({ id: `${place}|re:7`, title, ...(description && { description }) });
const text = (body: string) => ({ type: "text", text: { body, preview_url: false } });

describe("a reply on WhatsApp", () => {
  test("is one text with its sources", () => {
    const sources = [{ label: "PP 11/2017 Pasal 203 ayat (4)", status: "diubah PP 17/2020", text: "…" }];
    expect(messagesOf({ text: "Paling sedikit *20 JP*.", sources })).toEqual([
      text("Paling sedikit *20 JP*.\n\nSumber: PP 11/2017 Pasal 203 ayat (4) (diubah PP 17/2020)"),
    ]);
  });

  test("has reply buttons for up to three choices", () => {
    expect(messagesOf({ text: "Daftarkan Anda?", buttons: [button("Ya"), button("Tidak")] })).toEqual([
      {
        type: "interactive",
        interactive: {
          type: "button",
          body: { text: "Daftarkan Anda?" },
          action: {
            buttons: [
              { type: "reply", reply: { id: "0|re:7", title: "Ya" } },
              { type: "reply", reply: { id: "1|re:7", title: "Tidak" } },
            ],
          },
        },
      },
    ]);
  });

  test("says in the body what a button is too short for", () => {
    const [message] = messagesOf({ text: "Yang mana?", buttons: [button("Prajabatan", "Pelatihan Dasar Calon PNS Golongan III"), button("Lain")] });
    expect(message).toMatchObject({ interactive: { body: { text: "Yang mana?\n\n1. Pelatihan Dasar Calon PNS Golongan III\n2. Lain" } } });
  });

  test("has a list for four to ten choices, with the whole label under a short one", () => {
    const [message] = messagesOf({ text: "Yang mana?", buttons: [...buttons(3), button("Prajabatan", "Pelatihan Dasar Calon PNS Golongan III")] });
    expect(message).toEqual({
      type: "interactive",
      interactive: {
        type: "list",
        body: { text: "Yang mana?" },
        action: {
          button: "Pilih",
          sections: [{ rows: [row(0, "Tombol 1"), row(1, "Tombol 2"), row(2, "Tombol 3"), row(3, "Prajabatan", "Pelatihan Dasar Calon PNS Golongan III")] }],
        },
      },
    });
  });

  test("numbers the choices in the body when one is too long even for a row", () => {
    const long = `Pelatihan ${"sangat ".repeat(15)}panjang`;
    const [message] = messagesOf({ text: "Yang mana?", buttons: [...buttons(3), button("Panjang", long)] });
    expect(message).toMatchObject({ interactive: { body: { text: `Yang mana?\n\n1. Tombol 1\n2. Tombol 2\n3. Tombol 3\n4. ${long}` } } });
  });

  test("numbers more than ten choices as text", () => {
    const [message, ...more] = messagesOf({ text: "Pilih kota:", buttons: buttons(11) });
    expect(more).toEqual([]);
    expect(message).toMatchObject({ type: "text" });
    expect(bodyOf(message)).toMatch(/^Pilih kota:\n\n1\. Tombol 1\n[\s\S]*\n11\. Tombol 11\n\nBalas dengan nomor pilihan Anda\.$/);
  });

  test("puts a text that is too long for buttons before them", () => {
    const long = "Kalimat yang cukup panjang. ".repeat(60).trim();
    expect(messagesOf({ text: long, buttons: buttons(2) })).toMatchObject([text(long), { interactive: { type: "button", body: { text: "Silakan pilih:" } } }]);
  });

  test("needs no prompt of its own when the end of a very long text fits above the buttons", () => {
    const long = "Kalimat yang cukup panjang. ".repeat(160).trim();
    const [first, second, ...more] = messagesOf({ text: long, buttons: buttons(2) });
    expect(more).toEqual([]);
    expect(second).toMatchObject({ interactive: { type: "button" } });
    expect(`${bodyOf(first)} ${bodyOf(second)}`).toBe(long);
  });

  test("asks for the contact with WhatsApp's own button", () => {
    expect(messagesOf({ text: "Mohon bagikan nomor Anda.", askContact: "Bagikan nomor" })).toEqual([
      {
        type: "interactive",
        interactive: { type: "request_contact_info", body: { text: "Mohon bagikan nomor Anda." }, action: { name: "request_contact_info" } },
      },
    ]);
  });

  test("puts the text under its file, so that one message is enough", () => {
    const file = { kind: "document", blob: "b1", name: "jadwal.pdf", mime: "application/pdf", caption: "Jadwal Desember" } as const;
    const photo = { kind: "image", blob: "b2", name: "peta.png", mime: "image/png" } as const;
    expect(nativesOf(letterOf({ text: "Berikut jadwalnya.", files: [file, photo] }))).toEqual([
      {
        message: { type: "document", document: { filename: "jadwal.pdf", caption: "Berikut jadwalnya.\n\nJadwal Desember" } },
        file: { blob: "b1", name: "jadwal.pdf", mime: "application/pdf" },
      },
      { message: { type: "image", image: {} }, file: { blob: "b2", name: "peta.png", mime: "image/png" } },
    ]);
  });

  test("sends what WhatsApp cannot show or does not know as a document it takes", () => {
    const webp = { kind: "image", blob: "b1", name: "a.webp", mime: "image/webp" } as const;
    const csv = { kind: "document", blob: "b2", name: "a.csv", mime: "text/csv" } as const;
    expect(nativesOf(letterOf({ text: "", files: [webp, csv] }))).toMatchObject([
      { message: { type: "document", document: { filename: "a.webp" } } },
      { message: { type: "document" }, file: { mime: "text/plain" } },
    ]);
  });

  test("keeps the marks of others from formatting, but not inside a word or a link", () => {
    const said = "*Tebal* _miring_ ~coret~ `kode` simpeg_kota_a.pdf https://asn.go.id/_a_/~b";
    expect(messagesOf({ text: said })).toEqual([text("*Tebal* ˍmiringˍ ∼coret∼ ˋkodeˋ simpeg_kota_a.pdf https://asn.go.id/_a_/~b")]);
  });

  test("carries the approved text once, on its first part", () => {
    const template = { name: "pengingat", language: "id", values: ["SPBE\nDasar", " "] };
    const [first, second] = nativesOf(letterOf({ text: "a".repeat(5_000) }, { template }));
    const filled = [{ type: "body", parameters: ["SPBE Dasar", "-"].map((it) => ({ type: "text", text: it })) }];
    expect(first?.template).toEqual({ type: "template", template: { name: "pengingat", language: { code: "id" }, components: filled } });
    expect(second?.template).toBeUndefined();
  });

  test("names the letter by a digest where its key is too long for a button", () => {
    const [message] = nativesOf(letterOf({ text: "?", buttons: [button("Ya")] }, { key: "k".repeat(300) })).map((it) => it.message);
    const [reply] = (message as unknown as { interactive: { action: { buttons: { reply: { id: string } }[] } } }).interactive.action.buttons;
    expect(reply?.reply.id).toMatch(/^0\|#[\w-]{32}$/);
  });
});

describe("any reply at all", () => {
  const words = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.lorem({ maxCount: 400 }),
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.stringMatching(/^[*_~` a-z\n]{0,60}$/),
  );
  const reply: fc.Arbitrary<Reply> = fc.record(
    {
      text: fc.oneof(
        words,
        fc.array(words, { maxLength: 20 }).map((it) => it.join("\n\n")),
      ),
      sources: fc.array(fc.record({ label: words, status: words, text: words }), { maxLength: 3 }),
      buttons: fc.array(fc.record({ label: words, full: words, call: fc.constant({ capability: "x", input: {} }) }, { requiredKeys: ["label", "call"] }), {
        maxLength: 13,
      }),
      askContact: fc.constant("Bagikan"),
      files: fc.array(
        fc.record({
          kind: fc.constantFrom("document", "image"),
          blob: fc.constant("b"),
          name: words,
          mime: fc.constantFrom("image/png", "application/pdf"),
          caption: fc.string({ unit: "grapheme", maxLength: 50 }),
        }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ["text"] },
  );
  const template: fc.Arbitrary<Template> = fc.record({
    name: fc.constant("pengingat"),
    language: fc.constant("id"),
    values: fc.array(words, { maxLength: 3 }),
  });

  test("becomes messages that the documented limits allow", () => {
    fc.assert(
      fc.property(reply, fc.option(template, { nil: undefined }), words, (it, approved, key) => {
        for (const { message, file, template } of nativesOf(letterOf(it, { key, ...(approved && { template: approved }) }))) {
          for (const some of [message, template]) {
            if (!some) continue;
            const sent = file && some === message ? { ...some, [some.type]: { ...(some[some.type] as object), id: "1" } } : some;
            expect(parseMessage({ messaging_product: "whatsapp", to: "6281200000000", ...sent })).toMatchObject({ ok: true });
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("loses no word of its text, sources and choices", () => {
    fc.assert(
      fc.property(reply, (it) => {
        const shown = squeezed(JSON.stringify(messagesOf(it)));
        for (const said of [
          it.text,
          ...(it.sources ?? []).flatMap(({ label, status }) => [label, status]),
          ...(it.buttons ?? []).map(({ label, full }) => full ?? label),
        ]) {
          for (const word of said.split(/[\s\0*]+/)) expect(shown).toContain(squeezed(JSON.stringify(word).slice(1, -1)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("keeps its text in one piece and in its order", () => {
    fc.assert(
      fc.property(reply, ({ files: _, ...it }) => {
        expect(squeezed(messagesOf(it).map(bodyOf).join(""))).toContain(squeezed(it.text));
      }),
      { numRuns: 300 },
    );
  });

  test("is planned alike every time", () => {
    fc.assert(
      fc.property(reply, (it) => {
        expect(renderWhatsApp(letterOf(it))).toEqual(renderWhatsApp(letterOf(it)));
      }),
      { numRuns: 50 },
    );
  });
});

/** Without what rendering may change: spaces, the stars and closing of bold, and look-alikes of other marks. */
const squeezed = (text: string): string => text.toWellFormed().replace(/\\u0000|\\[nrtfbv]|[\s\0*_~`ˍ∼ˋ]/g, "");
