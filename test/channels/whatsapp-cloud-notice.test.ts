import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testConfig } from "../world.ts";
import { type CloudWorld, openCloudWorld } from "./whatsapp-cloud-world.ts";

const phone = "6281200000088";
const call = { capability: "unlink_chat", input: {} };
const news = { text: "Chat baru (*Telegram*)\nditautkan dengan data Anda. Bila bukan Anda, ketuk tombol.", buttons: [{ label: "Bukan saya", call }] };

describe("a notice after the window has closed", () => {
  let world: CloudWorld;
  beforeAll(async () => {
    world = await openCloudWorld({ noticeTemplate: { name: "kawan_kabar", language: "id" } });
    world.graph.template({ name: "kawan_kabar", body: "Kabar dari Kawan ASN: {{1}} Balas pesan ini untuk menjawab." });
  });
  afterAll(() => world.close());

  test("goes in the account's own approved text, with the choices to be typed", async () => {
    const person = world.graph.person({ name: "Siti Contoh", phone });
    expect(await world.sends(phone, news, { intent: "notice", heardAt: null })).toMatchObject([{ ok: true }]);
    expect(await person.hears("Kabar dari Kawan ASN")).toMatchObject({
      kind: "template",
      text: "Kabar dari Kawan ASN: Chat baru (Telegram) ditautkan dengan data Anda. Bila bukan Anda, ketuk tombol. Balas dengan angkanya: 1. Bukan saya Balas pesan ini untuk menjawab.",
    });
  });

  test("is cut where it is too long, and its choices are not", async () => {
    const person = world.graph.person({ name: "Umar Contoh", phone: "6281200000089" });
    const long = { ...news, text: `Panjang. ${"Keterangan yang sangat panjang. ".repeat(80)}` };
    expect((await world.sends("6281200000089", long, { intent: "notice", heardAt: null }))[0]).toMatchObject({ ok: true });
    const { text } = await person.hears("Panjang.");
    expect(text).toContain("… Balas dengan angkanya: 1. Bukan saya");
    expect(text?.length).toBeLessThan(1_024);
  });

  test("goes as it is while the window is open", async () => {
    const person = world.graph.person({ name: "Wati Contoh", phone: "6281200000090" });
    await person.says("Halo").received;
    await world.sends("6281200000090", news, { intent: "notice" });
    expect(await person.hears("Chat baru")).not.toMatchObject({ kind: "template" });
  });

  test("is not what an answer becomes that comes too late", async () => {
    expect(await world.sends(phone, { text: "Jawaban terlambat." }, { heardAt: null })).toMatchObject([{ ok: false, fault: { kind: "window-closed" } }]);
    expect(world.graph.violations).toEqual([]);
  });

  test("fails, and says why, where the operator has named no such text", async () => {
    const bare = await openCloudWorld();
    expect(await bare.sends(phone, news, { intent: "notice", heardAt: null })).toMatchObject([{ ok: false, fault: { kind: "window-closed" } }]);
    await bare.close();
  });

  test("is named by a setting, in Indonesian unless it says otherwise", () => {
    const of = (value: string) => testConfig({ WHATSAPP_NOTICE_TEMPLATE: value }).WHATSAPP_NOTICE_TEMPLATE;
    expect(of("kawan_kabar")).toEqual({ name: "kawan_kabar", language: "id" });
    expect(of("kawan_kabar:en_US")).toEqual({ name: "kawan_kabar", language: "en_US" });
    expect(() => of("Kawan Kabar")).toThrow("WHATSAPP_NOTICE_TEMPLATE");
  });
});
