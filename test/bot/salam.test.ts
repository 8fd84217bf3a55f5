import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { salamFor, withSalam } from "../../src/bot/salam.ts";
import { consentCalls } from "../../src/core/perform.ts";

describe("a greeting", () => {
  it.each([
    ["assalamualaikum", "Waalaikumsalam"],
    ["Assalamu'alaikum wr. wb.", "Waalaikumsalam"],
    ["assalamu alaikum warahmatullahi wabarakatuh, izin bertanya", "Waalaikumsalam"],
    ["ass, JP saya berapa", "Waalaikumsalam"],
    ["Selamat pagi", "Selamat pagi"],
    ["slmt malem min", "Selamat malam"],
    ["siang pak", "Selamat siang"],
    ["pagi", "Selamat pagi"],
    ["Om Swastiastu", "Om swastiastu"],
    ["shalom", "Shalom"],
    ["salam sejahtera untuk kita semua", "Salam sejahtera"],
    ["Assalamualaikum, selamat siang bu. Syarat tubel apa?", "Waalaikumsalam. Selamat siang"],
    [
      "Assalamualaikum wr wb, salam sejahtera bagi kita semua, shalom, om swastiastu, namo buddhaya",
      "Waalaikumsalam. Salam sejahtera. Shalom. Om swastiastu. Namo buddhaya",
    ],
  ])("%s is returned: %s", (text, said) => expect(salamFor(text)).toBe(said));

  it.each([
    "pagi hari boleh tugas belajar?",
    "siang kelasnya jam berapa",
    "malam ini ada webinar?",
    "asn itu apa",
    "assessment center itu apa",
    "asesmen",
    "salamku",
    "shalomita",
    "berapa JP?",
    "",
    "selamat",
  ])("is none: %s", (text) => expect(salamFor(text)).toBe(""));

  const said = (text: string) => ({ type: "text" as const, text });
  it("begins an answer in one short line, calling nobody Bapak/Ibu twice", () => {
    expect(withSalam({ text: "20 JP." }, said("shalom, berapa JP?")).text).toBe("Shalom, Bapak/Ibu.\n\n20 JP.");
    expect(withSalam({ text: "Baik, Bapak/Ibu." }, said("shalom")).text).toBe("Shalom.\n\nBaik, Bapak/Ibu.");
    expect(withSalam({ text: "20 JP." }, said("berapa JP?")).text).toBe("20 JP.");
    expect(withSalam({ text: "20 JP." }, { type: "start", start: "selamat pagi" }).text).toBe("20 JP.");
  });

  it("stays out of what asks for a decision", () => {
    const reply = { text: "Kirim?", buttons: [{ label: "Ya", call: { capability: consentCalls.yes, input: {} } }] };
    expect(withSalam(reply, said("selamat pagi, kirim"))).toBe(reply);
  });

  it("is one short line at most, whatever is written", () => {
    const words = fc.constantFrom(
      "assalamualaikum",
      "selamat pagi",
      "shalom",
      "om swastiastu",
      "salam sejahtera",
      "pagi",
      "pak",
      ",",
      "wr wb",
      "JP",
      "\n",
      "🙏",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(words, { maxLength: 40 }).map((it) => it.join(" ")),
        ),
        (text) => {
          expect(salamFor(text)).toMatch(/^[^\n]{0,120}$/);
        },
      ),
    );
  });
});
