import { zipSync } from "fflate";
import { expect } from "vitest";
import type { Inbound } from "../../../src/core/channel.ts";
import { menuName } from "../../../src/core/menu-name.ts";
import type { Button } from "../../../src/core/reply.ts";
import type { Cases } from "./cases.ts";
import { type ContractWorld, letterTo, sends, talk } from "./world.ts";

const call = { capability: "help", input: {} };
const choices = (count: number): Button[] => Array.from({ length: count }, (_, at) => ({ label: `Kelas rahasia ${at + 1}`, call }));
const last = (world: ContractWorld): Inbound => {
  const found = [...world.sink.stored.values()].at(-1);
  if (!found) throw new Error("nothing was stored");
  return found;
};
const forms = [
  "Berapa JP rahasia? é 漢字 😀",
  "rahasia \u202Eterbalik\u202C dan \u2067kanan\u2069",
  "rahasia\n\nbaris\tdua",
  "*rahasia* _a_ <b>&amp;</b> '\"; --",
];

/** What people do comes in as what it is. */
export function intakeCases({ kind, always, able }: Cases): void {
  always("a text comes in as it was written, from the same sender each time", async (world) => {
    world.start();
    const person = await world.person();
    for (const text of forms) await person.says(text).taken();
    const all = [...world.sink.stored.values()];
    expect(world.sink.texts()).toEqual(forms);
    expect(all.map((it) => it.to)).toEqual(forms.map(() => person.to));
    expect(new Set(all.map((it) => it.from.id)).size).toBe(1);
    expect(new Set(all.map((it) => it.dedupe)).size).toBe(forms.length);
    expect(all.map((it) => it.late)).toEqual(forms.map(() => false));
    expect(all.map((it) => Math.abs(Temporal.Instant.from(it.at).since(world.now()).total("seconds")) < 2)).toEqual(forms.map(() => true));
    expect(all.map((it) => it.from.phone?.proof)).toEqual(forms.map(() => kind.proof.text));
  });

  always("no two people are one", async (world) => {
    const [one, other] = [await talk(world), await world.person()];
    await other.says("Halo, ini rahasia").taken();
    const all = [...world.sink.stored.values()];
    const people = one.to.chat === other.to.chat ? 1 : 2; // a terminal has one
    expect([new Set(all.map((it) => it.from.id)).size, new Set(all.map((it) => it.to.chat)).size]).toEqual([people, people]);
    expect(new Set(all.map((it) => it.dedupe)).size).toBe(2);
  });

  always("control characters, NUL and half characters harm nothing: the words arrive", async (world) => {
    world.start();
    const person = await world.person();
    await person.says("rahasia \u0000satu\u0007 \ud800 dua\u001b[31m").taken();
    const [text = ""] = world.sink.texts();
    expect(text).not.toContain("\u0000");
    expect(text.isWellFormed()).toBe(true);
    expect(text).toMatch(/^rahasia satu.* dua/);
  });

  able("buttons", "a tap is the choice at its place in its letter, whatever the number of buttons and the length of the key", async (world) => {
    const person = await talk(world);
    for (const [count, key] of [
      [2, "re:rahasia:2"],
      [3, `re:${"k".repeat(58)}`],
      [7, `re:rahasia:${"k".repeat(180)}`],
      [10, `notice:${"k".repeat(400)}`],
    ] as const) {
      const buttons = choices(count).map((it) => ({ ...it, label: `${it.label}/${count}` }));
      for (const sent of await sends(world, letterTo(person, { text: "Pilih rahasia:", buttons }, { key }))) expect(sent.ok).toBe(true);
      for (const place of [count - 1, 0, 1]) {
        const label = buttons[place]?.label ?? "";
        // On some networks the keyboard is gone after a tap: each tap meets a fresh letter.
        await sends(world, letterTo(person, { text: "Pilih rahasia:", buttons }, { key }));
        await (await person.taps?.(label))?.taken();
        expect(last(world)).toMatchObject({
          from: { id: [...world.sink.stored.values()][0]?.from.id },
          to: person.to,
          body: { type: "choice", choice: place, label },
        });
        const { body } = last(world);
        expect([key, menuName(key)]).toContain(body.type === "choice" && body.menu);
      }
    }
  });

  able("buttons", "a button that stands for more words than it can show is tapped all the same", async (world) => {
    const person = await talk(world);
    const full = `Pelatihan rahasia ${"tingkat lanjut ".repeat(8)}bagi pengelola`;
    await sends(
      world,
      letterTo(
        person,
        {
          text: "Pilih rahasia:",
          buttons: [
            { label: "Lanjut", full, call },
            { label: "Batal", call },
          ],
        },
        { key: "re:long" },
      ),
    );
    const shown = (await person.screen()).at(-1)?.options[0]?.label ?? "";
    await (await person.taps?.(shown))?.taken();
    expect(last(world).body).toMatchObject({ type: "choice", menu: "re:long", choice: 0 });
  });

  able("start", "a fresh talk says so, with the city of its link", async (world) => {
    world.start();
    const person = await world.person();
    await person.starts?.("kendari").taken();
    expect(last(world)).toMatchObject({ to: person.to, body: { type: "start", start: "kendari" } });
  });

  able("files in", "what is sent along comes as a name for it, and its bytes can be fetched", async (world) => {
    world.start();
    const person = await world.person();
    for (const it of kind.media) {
      const bytes = crypto.getRandomValues(new Uint8Array(5_000));
      const captioned = it === "document" || it === "image";
      const mime = { document: "application/pdf", image: "image/jpeg", voice: "audio/ogg", audio: "audio/mpeg", video: "video/mp4" }[it];
      await person.sends?.({ kind: it, name: "rahasia.pdf", mime, bytes, ...(captioned && { caption: "Ini <rahasia> saya" }) }).taken();
      const { body } = last(world);
      expect(body).toMatchObject({ type: "media", media: { kind: it, mime }, caption: captioned ? "Ini <rahasia> saya" : "" });
      if (body.type !== "media") continue;
      if (it === "document") expect(body.media.name).toBe("rahasia.pdf");
      expect(Buffer.from((await world.channel.fetch?.(body.media, new AbortController().signal)) ?? []).equals(bytes)).toBe(true);
    }
    expect(world.sink.stored.size).toBe(kind.media.length);
  });

  able("files in", "a zip bomb is a document like any other: nobody opens it", async (world) => {
    world.start();
    const bytes = zipSync({ "rahasia.txt": new Uint8Array(30 * 1024 * 1024) });
    const person = await world.person();
    await person.sends?.({ kind: "document", name: "rahasia.docx", mime: "application/zip", bytes }).taken();
    const { body } = last(world);
    expect([body.type, world.downloads?.()]).toEqual(["media", 0]);
    const fetched = body.type === "media" ? await world.channel.fetch?.(body.media, new AbortController().signal) : undefined;
    expect(Buffer.from(fetched ?? []).equals(bytes)).toBe(true);
  });

  able("contact cards", "a card proves a phone only where the network itself vouches for it", async (world) => {
    world.start();
    const person = await world.person();
    for (const it of person.sharesContact?.("628125550001", true) ?? []) await it.taken();
    for (const it of person.sharesContact?.("628137770002", false) ?? []) await it.taken();
    const [own, ...foreign] = [...world.sink.stored.values()];
    expect(own?.body).toEqual({ type: "contact", own: kind.proof.own === "shared-contact" });
    expect(own?.from.phone).toEqual({ e164: "+628125550001", proof: kind.proof.own });
    expect(foreign.length).toBeGreaterThan(1);
    for (const it of foreign) expect([it.body, it.from.phone?.proof]).toEqual([{ type: "contact", own: false }, kind.proof.foreign]);
    expect(JSON.stringify(foreign)).not.toContain("8137770002");
  });

  able("unsupported kinds", "what we cannot read is said to be so", async (world) => {
    world.start();
    const all = (await world.person()).sendsUnsupported?.() ?? [];
    for (const it of all) await it.taken();
    expect(all.length).toBeGreaterThan(2);
    expect([...world.sink.stored.values()].map((it) => it.body)).toEqual(
      all.map(() => ({ type: "unsupported", what: expect.stringMatching(/^[a-z_]{1,40}$/) })),
    );
  });

  able("noise", "what nobody says to us is passed over, and the next message comes through", async (world) => {
    world.start();
    await world.makesNoise?.();
    // That a number was left is told, though nobody says it.
    const left = world.sink.offered.filter((it) => it.body.type === "left").map(() => "<left>");
    expect(world.sink.texts()).toEqual(left);
    await (await world.person()).says("Halo, ini rahasia").taken();
    expect(world.sink.texts()).toEqual([...left, "Halo, ini rahasia"]);
  });

  able("dates", "what waited while we were away is late, what comes now is not", async (world) => {
    const person = await world.person();
    const waiting = person.says("rahasia kemarin");
    world.pass({ minutes: 6 });
    const at = world.now();
    world.start();
    await waiting.taken();
    await person.says("rahasia sekarang").taken();
    const all = [...world.sink.stored.values()];
    expect(all.map((it) => it.late)).toEqual([true, false]);
    expect(
      Temporal.Instant.from(all[0]?.at ?? "")
        .until(at)
        .total("minutes"),
    ).toBeGreaterThan(5);
  });
}
